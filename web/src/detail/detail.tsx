// A node or a guest in full, at the right; on a phone it is the page.
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from "solid-js";
import { history, type History } from "../api/rest";
import { stateWords } from "../live/age";
import type { Entity } from "../model/entity";
import { usePage } from "../page";
import { StatusMark } from "../overview/status_mark";
import { ranges } from "../view/view";
import { moment, span } from "../words/times";
import { factsOf } from "./facts";
import { PanelChart } from "./panel_chart";
import { panelsOf } from "./panels";

const refreshMs = 15_000;
const rangeWords: Readonly<Record<number, string>> = { 1: "1 h", 6: "6 h", 24: "24 h", 168: "7 d" };
const hourMs = 3_600_000;

// The history of what stands open, asked for again while it is looked at.
function createHistory(entity: () => Entity | undefined, hours: () => number) {
  const { live } = usePage();
  const [answer, setAnswer] = createSignal<History>();
  const [failure, setFailure] = createSignal("");
  const key = createMemo(() => `${entity()?.id ?? ""} ${hours()}`);
  createEffect(
    on(key, () => {
      setAnswer(undefined);
      const aborter = new AbortController();
      const ask = async (): Promise<void> => {
        const open = entity();
        if (open === undefined) return;
        const toMs = live.nowMs();
        const metrics = panelsOf(open.kind).flatMap((panel) => panel.metrics);
        const wish = { entities: [open.id], metrics, fromMs: toMs - hours() * hourMs, toMs };
        try {
          setAnswer(await history(wish, aborter.signal));
          setFailure("");
        } catch (error) {
          if (!aborter.signal.aborted) setFailure(error instanceof Error ? error.message : "no answer");
        }
      };
      void ask();
      const timer = setInterval(() => void ask(), refreshMs);
      onCleanup(() => {
        clearInterval(timer);
        aborter.abort();
      });
    }),
  );
  return { answer, failure };
}

function Ranges(): JSX.Element {
  const { address } = usePage();
  return (
    <div class="ranges" role="group" aria-label="How far back">
      <For each={ranges}>
        {(hours) => (
          <button
            type="button"
            aria-pressed={address.view().hours === hours}
            onClick={() => address.change({ hours })}
          >
            {rangeWords[hours]}
          </button>
        )}
      </For>
    </div>
  );
}

function Events(props: { entity: Entity }): JSX.Element {
  const { live } = usePage();
  const own = createMemo(() => live.fleet.events().filter((event) => event.entity === props.entity.id).slice(0, 20));
  return (
    <Show when={own().length > 0}>
      <section class="panel" aria-label="Events">
        <h3>Events</h3>
        <ul class="events">
          <For each={own()}>
            {(event) => (
              <li class={`severity-${event.severity}`}>
                <time>{moment(event.timeMs, live.nowMs())}</time>
                <span>{event.message}</span>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function Body(props: { entity: Entity }): JSX.Element {
  const { live, address } = usePage();
  const past = createHistory(
    () => props.entity,
    () => address.view().hours,
  );
  const eventTimes = createMemo(() =>
    live.fleet
      .events()
      .filter((event) => event.entity === props.entity.id)
      .map((event) => event.timeMs),
  );
  const age = (): string =>
    props.entity.timeMs === undefined ? "never seen" : `figures of ${span(live.nowMs() - props.entity.timeMs)} ago`;
  return (
    <>
      <p class="sub">
        {`${props.entity.kind} ${props.entity.vmid ?? ""} in ${props.entity.cluster}, ${age()}`}
        <Show when={props.entity.quality !== "live"}>{`, ${props.entity.quality}`}</Show>
      </p>
      <dl class="facts">
        <For each={factsOf(props.entity)}>
          {(fact) => (
            <div>
              <dt>{fact.label}</dt>
              <dd title={fact.why ?? ""}>{fact.text}</dd>
            </div>
          )}
        </For>
      </dl>
      <Ranges />
      <Show when={past.failure() !== ""}>
        <p class="refusal">{`There is no history: ${past.failure()}.`}</p>
      </Show>
      <Show when={past.answer()}>
        {(answer) => (
          <For each={panelsOf(props.entity.kind)}>
            {(panel) => <PanelChart panel={panel} entity={props.entity} history={answer()} events={eventTimes()} />}
          </For>
        )}
      </Show>
      <Events entity={props.entity} />
    </>
  );
}

export function Detail(props: { id: string; onClose: () => void }): JSX.Element {
  const { live } = usePage();
  const entity = () => live.fleet.entity(props.id);
  const state = createMemo(() => {
    const known = entity();
    if (known === undefined) return { old: false, stale: false, words: "" };
    const age = live.age(known);
    return { old: age.old, stale: age.stateOld, words: stateWords(known, age) };
  });
  return (
    <aside class="detail" classList={{ old: state().old }} aria-label="Detail">
      <h2>
        <StatusMark status={entity()?.status} stale={state().stale} words={state().words} />
        <span>{entity()?.name ?? props.id}</span>
        <small>{state().words}</small>
        <button type="button" class="quiet" title="Close (Esc)" onClick={() => props.onClose()}>
          Close
        </button>
      </h2>
      <Show
        when={entity()}
        fallback={<p class="nothing">{live.fleet.ready() ? "This is no longer there." : "Waiting for figures."}</p>}
      >
        {(known) => <Body entity={known()} />}
      </Show>
    </aside>
  );
}
