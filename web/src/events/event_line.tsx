// One event: when, how grave, what, of what, how it goes, who did it, and what led to it.
import { Show, type JSX } from "solid-js";
import type { FleetEvent } from "../model/event";
import { usePage } from "../page";
import { hashOf } from "../view/view";
import { clock, moment } from "../words/times";
import { causeWords, severityWords, stateWords, whoWords } from "./words";

// "14:51:30", with the day where it is not today.
function timeWords(timeMs: number, nowMs: number): string {
  const seconds = clock(timeMs).slice(5);
  return moment(timeMs, nowMs) + seconds;
}

function EntityLink(props: { id: string; cluster: boolean }): JSX.Element {
  const { live, address } = usePage();
  const name = (): string => live.fleet.entity(props.id)?.name ?? props.id.split("/").pop() ?? props.id;
  // With a key held down a link is the browser's.
  const pressed = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    address.change({ open: props.id });
  };
  return (
    <a class="event-entity" href={hashOf({ ...address.view(), open: props.id })} title={props.id} onClick={pressed}>
      {name()}
      <Show when={props.cluster}>
        <small>{` ${props.id.split("/")[0]}`}</small>
      </Show>
    </a>
  );
}

// What it says of what it is about: nothing, its name, or that of its cluster as well.
export type Naming = "none" | "name" | "cluster";

// `cause`: the event that led to it, where that is known.
export function EventLine(props: { event: FleetEvent; cause: FleetEvent | undefined; naming: Naming }): JSX.Element {
  const { live } = usePage();
  const state = (): string => stateWords(props.event, live.nowMs());
  const who = (): string => whoWords(props.event);
  const cause = (): string => causeWords(props.event, props.cause, live.nowMs());
  return (
    <>
      <time dateTime={new Date(props.event.timeMs).toISOString()}>{timeWords(props.event.timeMs, live.nowMs())}</time>
      <span class="event-severity">
        <i class="severity-mark" aria-hidden="true" />
        {severityWords[props.event.severity]}
      </span>
      <span class="event-type">{props.event.type}</span>
      <Show when={props.naming !== "none" && props.event.entity !== ""}>
        <EntityLink id={props.event.entity} cluster={props.naming === "cluster"} />
      </Show>
      <span class="event-message">{props.event.message}</span>
      <Show when={state() !== "" || who() !== ""}>
        <span class="event-state">
          {state()}
          <Show when={who() !== ""}>
            <small>{who()}</small>
          </Show>
        </span>
      </Show>
      <Show when={cause() !== ""}>
        <small class="event-cause">{cause()}</small>
      </Show>
    </>
  );
}
