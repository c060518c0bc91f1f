// The bar at the top: what is searched, which node is looked at, and whether it is live.
import { createMemo, For, Show, type JSX } from "solid-js";
import { EventsLink } from "../events/events_link";
import type { RecentErrors } from "../events/recent_errors";
import { linkState, type LinkState } from "../live/link_state";
import { onlyReplays } from "../model/component";
import { isFresh, isNode, type Entity } from "../model/entity";
import { usePage } from "../page";
import { connectionsAt } from "../view/view";
import { ailing } from "../words/ailing";
import { noneDelivers } from "../words/delivery";
import { sentence } from "../words/finding_words";
import { sourcesOf } from "../words/trouble";

function Search(): JSX.Element {
  const { live, typed, address } = usePage();
  const ofEvents = (): boolean => address.view().show === "events";
  const refusal = (): string => {
    const why = live.refusal();
    if (why === undefined) return "";
    if (ofEvents()) return sentence(why);
    return `${sentence(why)} Showing ${live.found() === undefined ? "all guests" : "the last search that worked"}.`;
  };
  return (
    <div class="search" role="search">
      <input
        id="search"
        type="search"
        aria-label={ofEvents() ? "Search events by what they are about" : "Search guests"}
        aria-describedby="search-refusal"
        placeholder={ofEvents() ? "Events of: web  tag:prod  node:pve1" : "Search: web  tag:prod  cpu>80  -status:stopped"}
        autocomplete="off"
        spellcheck={false}
        value={typed.text()}
        onInput={(event) => typed.type(event.currentTarget.value)}
      />
      <kbd>/</kbd>
      <p id="search-refusal" class="refusal" role="status">
        {refusal()}
      </p>
    </div>
  );
}

function NodeSelector(props: { nodes: readonly Entity[] }): JSX.Element {
  const { address } = usePage();
  const many = createMemo(() => new Set(props.nodes.map((node) => node.cluster)).size > 1);
  return (
    <select
      class="node-selector"
      aria-label="Node"
      value={address.view().node}
      onChange={(event) => address.change({ node: event.currentTarget.value })}
    >
      <option value="">All nodes</option>
      <For each={props.nodes}>
        {(node) => (
          <option value={node.id} selected={address.view().node === node.id}>
            {many() ? `${node.cluster} / ${node.name}` : node.name}
          </option>
        )}
      </For>
    </select>
  );
}

function LiveState(props: { onConnections: () => void }): JSX.Element {
  const { live, status, address, troubles, stateless } = usePage();
  const ofSources = createMemo(() => troubles().filter((trouble) => trouble.source !== undefined));
  const grave = (): boolean => ofSources().some((trouble) => trouble.grave);
  // "1 of 3 sources", which are those to look at.
  const sources = createMemo(() => {
    const troubled = new Set(ofSources().flatMap(sourcesOf)).size;
    const all = live.fleet.components().filter((component) => component.kind === "source").length;
    return troubled === 0 ? "" : `${grave() ? "Act" : "Look"}: ${troubled} of ${all} ${all === 1 ? "source" : "sources"}`;
  });
  const state = createMemo((): LinkState => {
    const all = live.fleet.all();
    const fresh = all.filter(isFresh);
    const newest = (fresh.length > 0 ? fresh : all).reduce((newest, entity) => Math.max(newest, entity.timeMs ?? 0), 0);
    const recorded = onlyReplays(live.fleet.components());
    const silent = noneDelivers(live.fleet.components(), status.newest());
    const ill = ailing(all, (entity) => live.age(entity), live.fleet.manyClusters(), stateless());
    return linkState(live.link(), live.lostMs(), newest > 0 ? newest : undefined, fresh.length > 0, live.nowMs(), recorded, silent, ill);
  });
  const cause = (): string => {
    const texts = state().liveness === "silent" ? ofSources().map((trouble) => trouble.text) : [];
    return [...texts, "Whether the figures are of now. Press for the connections (C)"].join("\n");
  };
  return (
    <button
      type="button"
      class={`live live-${state().liveness}`}
      title={cause()}
      aria-expanded={connectionsAt(address.view().open) !== undefined}
      aria-controls="connections"
      onClick={() => props.onConnections()}
    >
      <i class="mark" aria-hidden="true" />
      <span>{state().text}</span>
      <Show when={sources() !== ""}>
        <b class={grave() ? "grave" : "mild"}>{sources()}</b>
      </Show>
    </button>
  );
}

export function Header(props: { errors: RecentErrors; onLogout?: (() => void) | undefined; onConnections: () => void; onHelp: () => void }): JSX.Element {
  const { live } = usePage();
  const nodes = createMemo(() =>
    live.fleet
      .all()
      .filter(isNode)
      .sort((one, other) => one.id.localeCompare(other.id, undefined, { numeric: true })),
    [],
    { equals: (one, other) => one.map((each) => each.id).join() === other.map((each) => each.id).join() },
  );
  return (
    <header>
      <h1>
        <a class="brand" href="#" aria-label="pipevane">
          <img src="/icon.svg" alt="" width="18" height="18" />
          <span>pipevane</span>
        </a>
      </h1>
      <NodeSelector nodes={nodes()} />
      <Search />
      <EventsLink errors={props.errors} />
      <LiveState onConnections={() => props.onConnections()} />
      <button type="button" class="quiet help-button" title="Keys and the query language (?)" onClick={() => props.onHelp()}>
        ?
      </button>
      <Show when={props.onLogout}>
        <button type="button" class="quiet" onClick={() => props.onLogout?.()}>
          Log out
        </button>
      </Show>
    </header>
  );
}
