// Where a list of events ends, in words, and what shows more of it.
import { Match, Show, Switch, type JSX } from "solid-js";
import { usePage } from "../page";
import { moment } from "../words/times";
import type { EventList } from "./event_list";

// `none`: what to say where there is no event at all.
export function EventEnd(props: { list: EventList; none: string }): JSX.Element {
  const { live } = usePage();
  const oldestMs = (): number | undefined => props.list.events()[props.list.events().length - 1]?.timeMs;
  const ends = (): string => {
    const oldest = oldestMs();
    return oldest === undefined ? props.none : `No older one is known: the list ends at ${moment(oldest, live.nowMs())}.`;
  };
  return (
    <div class="event-end">
      <Show when={props.list.failure() !== ""}>
        <p class="refusal" role="status">
          {`The events could not be read: ${props.list.failure()}.`}
        </p>
        <button type="button" onClick={() => props.list.retry()}>
          Try again
        </button>
      </Show>
      <Switch>
        <Match when={props.list.failure() !== ""}>{null}</Match>
        <Match when={props.list.loading()}>
          <p class="hint">{props.list.ready() ? "Loading older ones." : "Loading."}</p>
        </Match>
        <Match when={props.list.isFull()}>
          <p class="hint">{`${props.list.events().length} are listed, and no more at once: choose fewer kinds to see older ones.`}</p>
        </Match>
        <Match when={props.list.hasOlder()}>
          <button type="button" onClick={() => props.list.older()}>
            Show older ones
          </button>
        </Match>
        <Match when={props.list.ready()}>
          <p class="hint">{ends()}</p>
        </Match>
      </Switch>
    </div>
  );
}
