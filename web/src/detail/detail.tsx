// A node or a guest in full, at the right; on a phone it is the page.
import { createMemo, For, Show, type JSX } from "solid-js";
import { stateWords } from "../live/age";
import { everyEvent } from "../events/event_filter";
import type { EventList } from "../events/event_list";
import { createEventList } from "../events/live_events";
import { isTotal, type Entity } from "../model/entity";
import { usePage } from "../page";
import { StatusMark } from "../overview/status_mark";
import { moment, span } from "../words/times";
import { DetailEvents, ownEvents } from "./detail_events";
import { Downloads } from "./downloads";
import { factsOf } from "./facts";
import { archiveWords, coveredRanges, incompleteWords, tierWords } from "./history_reach";
import { createPast, type Past } from "./history_source";
import { PanelChart } from "./panel_chart";
import { panelsOf } from "./panels";

const hourMs = 3_600_000;
const rangeWords: Readonly<Record<number, string>> = {
  1: "1 h",
  6: "6 h",
  24: "24 h",
  168: "7 d",
  720: "30 d",
  8760: "1 y",
};

function Ranges(props: { past: Past }): JSX.Element {
  const { live, address } = usePage();
  const hours = (): number => address.view().hours;
  const offered = createMemo(() => coveredRanges(props.past.beginMs(), live.nowMs(), hours()), [], {
    equals: (one, other) => one.join() === other.join(),
  });
  const begins = (): string => {
    const nowMs = live.nowMs();
    const beginMs = props.past.beginMs();
    const missing = beginMs !== undefined && beginMs > nowMs - hours() * hourMs * 0.95;
    return missing ? `The history begins at ${moment(beginMs, nowMs)}.` : "";
  };
  const archived = (): string => {
    const answer = props.past.answer();
    return answer === undefined ? "" : archiveWords(answer, live.nowMs());
  };
  const tiers = (): string => {
    const answer = props.past.answer();
    return answer === undefined ? "" : tierWords(answer, live.nowMs());
  };
  const incomplete = (): string => {
    const answer = props.past.answer();
    return answer === undefined ? "" : incompleteWords(answer);
  };
  return (
    <div class="ranges" role="group" aria-label="How far back">
      <For each={offered()}>
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
      <small>{[begins(), archived(), tiers(), incomplete()].filter((words) => words !== "").join(" ")}</small>
    </div>
  );
}

function Body(props: { entity: Entity; events: EventList }): JSX.Element {
  const { live, address } = usePage();
  const past = createPast(
    () => props.entity,
    () => address.view().hours,
  );
  const eventTimes = createMemo(() => props.events.events().map((event) => event.timeMs));
  const age = (): string => {
    const { ms } = live.age(props.entity);
    return ms === undefined ? "no figures known" : `figures of ${span(ms)} ago`;
  };
  const what = (): string => {
    if (isTotal(props.entity)) return props.entity.kind === "fleet" ? "all clusters" : "cluster";
    return `${props.entity.kind} ${props.entity.vmid ?? ""} in ${props.entity.cluster}`;
  };
  return (
    <>
      <p class="sub">
        {`${what()}, ${age()}`}
        <Show when={props.entity.quality !== "live" && props.entity.quality !== "unknown"}>{`, ${props.entity.quality}`}</Show>
      </p>
      <dl class="facts">
        <For each={factsOf(props.entity)}>
          {(fact) => (
            <div>
              <dt>{fact.label}</dt>
              <dd>
                {fact.text}
                <Show when={fact.why}>
                  <small>{fact.why}</small>
                </Show>
              </dd>
            </div>
          )}
        </For>
      </dl>
      <Ranges past={past} />
      <Show when={past.failure() !== ""}>
        <p class="refusal" role="status">
          {past.failure()}
        </p>
      </Show>
      <Show when={past.answer()}>
        {(answer) => (
          <For each={panelsOf(props.entity.kind)}>
            {(panel) => <PanelChart panel={panel} entity={props.entity} history={answer()} events={eventTimes()} />}
          </For>
        )}
      </Show>
      <Show when={past.answer()}>{(answer) => <Downloads history={answer()} />}</Show>
    </>
  );
}

export function Detail(props: { id: string; onClose: () => void }): JSX.Element {
  const { live } = usePage();
  const entity = () => live.fleet.entity(props.id);
  // Also of what is no longer there: how it went is among them.
  const events = createMemo(() => createEventList(live, { ...everyEvent, entity: props.id }, ownEvents));
  const state = createMemo(() => {
    const known = entity();
    if (known === undefined) return { old: false, stale: false, words: "" };
    const age = live.age(known);
    return { old: age.old, stale: age.stateOld, words: isTotal(known) ? "" : stateWords(known, age) };
  });
  return (
    <aside class="detail" classList={{ old: state().old }} aria-label="Detail">
      <h2>
        <Show when={state().words !== ""}>
          <StatusMark status={entity()?.status} stale={state().stale} words={state().words} />
        </Show>
        <span>{entity()?.kind === "fleet" ? "All clusters" : (entity()?.name ?? props.id)}</span>
        <small>{state().words}</small>
        <button type="button" class="quiet" title="Close (Esc)" onClick={() => props.onClose()}>
          Close
        </button>
      </h2>
      <Show
        when={entity()}
        fallback={<p class="nothing">{live.fleet.ready() ? "This is no longer there." : "Waiting for figures."}</p>}
      >
        {(known) => <Body entity={known()} events={events()} />}
      </Show>
      <DetailEvents list={events()} />
    </aside>
  );
}
