// The whole page behind the login: it holds the view, the keyboard and the live source together.
import { createEffect, createMemo, createSignal, on, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import { status as readStatus } from "./api/rest";
import { ConnectionsFrame } from "./connections/frame";
import { EventsFrame } from "./events/events_frame";
import { createRecentErrors } from "./events/recent_errors";
import { Live } from "./live/live";
import { createStatusReader } from "./live/status_of_page";
import { isGuest, isNode } from "./model/entity";
import { createEmptiness } from "./overview/emptiness";
import { Header } from "./overview/header";
import { chosen, rows } from "./overview/order";
import { Overview } from "./overview/overview";
import { PageContext, type Page } from "./page";
import { slotMs } from "./trends/trend";
import { Trends } from "./trends/trends";
import { createDetailScroll } from "./view/detail_scroll";
import { createAddress } from "./view/address";
import { Help } from "./view/help";
import { placeOf, take, type Deeds } from "./view/keys";
import { Later } from "./view/later";
import { loadDetail, loadPartsSoon } from "./view/parts";
import { createTyped } from "./view/typed";
import { connectionsAt, connectionsOf } from "./view/view";
import { configurationTrouble } from "./words/configuration_words";
import { clustersOf, findingTroubles, withoutAdvice } from "./words/finding_words";
import { needHands } from "./words/severity";
import { clustersWithoutStates } from "./words/stateless";
import { clustersWithoutQuorum, graveFirst, sourcesOf, troubles as troublesOf } from "./words/trouble";

export function Dashboard(props: { onLost: () => void; onLogout?: (() => void) | undefined }): JSX.Element {
  const live = new Live(() => props.onLost());
  const address = createAddress();
  const trends = new Trends(live.fleet, () => live.nowMs());
  const slotTime = createMemo(() => Math.floor(live.nowMs() / slotMs) * slotMs);
  const [cursor, setCursor] = createSignal(address.view().open);
  const [help, setHelp] = createSignal(false);
  const guests = createMemo(() => live.fleet.all().filter(isGuest));
  const listed = createMemo(() => rows(chosen(guests(), address.view(), live.found()), address.view()));
  const keys = createMemo(() => listed().flatMap((row) => (row.type === "guest" ? [row.key] : [])));
  const typed = createTyped(address);
  const query = createMemo(() => address.view().query);
  createEffect(() => live.search(query()));
  // What another search found is another list: the cursor starts over in it.
  createEffect(on(query, () => setCursor(""), { defer: true }));
  // Enter may be pressed before the server has answered what was typed.
  const [awaited, setAwaited] = createSignal(false);
  createEffect(() => {
    if (!awaited() || live.searching()) return;
    setAwaited(false);
    const found = keys().includes(cursor()) ? cursor() : keys()[0];
    if (found !== undefined && live.refusal() === undefined) address.change({ open: found });
  });

  const showsEvents = createMemo(() => address.view().show === "events");
  const errors = createRecentErrors(live, showsEvents);
  const status = createStatusReader(live, readStatus);
  const connections = (): string | undefined => connectionsAt(address.view().open);
  const stateless = createMemo(() => clustersWithoutStates(live.fleet.components(), status.newest()), new Map(), {
    equals: (one, other) => JSON.stringify([...one]) === JSON.stringify([...other]),
  });
  const emptiness = createEmptiness(live, status, address);
  // The sources whose remedies stand on the page with their commands.
  const advised = createMemo(
    () =>
      new Set(connections() === undefined ? emptiness.whys().map((why) => why.source) : live.fleet.components().map((component) => component.id)),
  );
  const troubles = createMemo(() => {
    const components = live.fleet.components();
    const told = status.newest();
    const hands = needHands(components, told);
    const all = live.fleet.all();
    const first = troublesOf(components, all.filter(isNode), guests(), live.nowMs(), clustersOf(told), clustersWithoutQuorum(all));
    const refused = configurationTrouble(told, live.nowMs());
    const every = [...(refused === undefined ? [] : [refused]), ...first, ...findingTroubles(components, told, first)];
    const once = withoutAdvice(every, told, advised());
    return graveFirst(once.map((trouble) => (sourcesOf(trouble).some((source) => hands.has(source)) ? { ...trouble, grave: true } : trouble)));
  });
  createEffect(() => {
    if (live.fleet.ready()) loadPartsSoon();
  });
  const turnEvents = (): void => address.change({ show: showsEvents() ? "overview" : "events" });
  const turnConnections = (): void => address.change({ open: connections() === undefined ? connectionsOf() : "" });

  createDetailScroll(() => address.view().open !== "");
  createEffect(on(showsEvents, () => window.scrollTo(0, 0), { defer: true }));
  createEffect(() => {
    const open = address.view().open;
    const named = connections() === undefined ? "" : "Connections \u00b7 ";
    const shown = showsEvents() ? "Events \u00b7 " : "";
    const name = open === "" || named !== "" ? named || shown : `${live.fleet.entity(open)?.name ?? open} \u00b7 `;
    document.title = `${live.lostMs() === undefined ? "" : "Not connected \u00b7 "}${name}Pipevane`;
  });

  const deeds: Deeds = {
    search: () => document.querySelector<HTMLInputElement>("#search")?.focus(),
    clear: () => {
      if (typed.text() === "") return leave();
      typed.type("");
      typed.settle();
    },
    back: () => {
      if (address.view().open !== "") return address.change({ open: "" });
      leave();
      if (address.view().query !== "") return address.change({ query: "" });
      if (showsEvents()) turnEvents();
    },
    move: (by) => setCursor(moved(keys(), cursor(), by)),
    open: () => {
      if (keys().includes(cursor())) address.change({ open: address.view().open === cursor() ? "" : cursor() });
    },
    openFound: () => {
      typed.settle();
      if (showsEvents()) leave();
      else setAwaited(true);
    },
    reconnect: () => live.start(),
    connections: turnConnections,
    events: turnEvents,
    help: () => setHelp(true),
  };
  const pressed = (event: KeyboardEvent): void => {
    if (!help() && take(event, placeOf(event.target, showsEvents()), deeds)) event.preventDefault();
  };
  onMount(() => {
    document.addEventListener("keydown", pressed);
    live.start();
  });
  onCleanup(() => {
    document.removeEventListener("keydown", pressed);
    live.stop();
    trends.stop();
  });

  const page: Page = { live, status, trends, address, typed, slotTime, troubles, emptiness, stateless, cursor, moveTo: setCursor };
  return (
    <PageContext.Provider value={page}>
      <Header errors={errors} onConnections={turnConnections} onHelp={() => setHelp(true)} onLogout={props.onLogout} />
      <main class="page" classList={{ opened: address.view().open !== "" }}>
        <Show when={showsEvents()} fallback={<Overview rows={listed()} />}>
          <EventsFrame />
        </Show>
        <Switch>
          <Match when={connections() !== undefined}>
            <ConnectionsFrame source={connections() ?? ""} onReconnect={() => live.start()} onClose={() => address.change({ open: "" })} />
          </Match>
          <Match when={address.view().open !== ""}>
            <Later load={loadDetail}>
              {(Detail) => <Detail id={address.view().open} onClose={() => address.change({ open: "" })} />}
            </Later>
          </Match>
        </Switch>
      </main>
      <Show when={help()}>
        <Help onClose={() => setHelp(false)} />
      </Show>
    </PageContext.Provider>
  );
}

function leave(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

// The key `by` places further; the first one where the cursor stands nowhere.
function moved(keys: readonly string[], cursor: string, by: number): string {
  const at = keys.indexOf(cursor);
  const next = at < 0 ? (by > 0 ? 0 : keys.length - 1) : Math.min(keys.length - 1, Math.max(0, at + by));
  return keys[next] ?? "";
}
