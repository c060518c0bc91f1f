// What happened to the one that is looked at, newest first.
import { createMemo, For, Show, type JSX } from "solid-js";
import { createCauses } from "../events/causes";
import { EventEnd } from "../events/event_end";
import { EventLine } from "../events/event_line";
import type { EventLimits, EventList } from "../events/event_list";
import { usePage } from "../page";
import "../events/events.css";

// All that are held stand in the document.
export const ownEvents: EventLimits = { page: 25, most: 500 };

export function DetailEvents(props: { list: EventList }): JSX.Element {
  const { live } = usePage();
  const ids = createMemo(() => props.list.events().map((event) => event.id));
  const byId = createMemo(() => new Map(props.list.events().map((event) => [event.id, event])));
  const causeOf = createCauses(live, () => props.list);
  return (
    <section class="panel" aria-label="Events">
      <h3>Events</h3>
      <ol class="event-list" aria-label="Events, newest first">
        <For each={ids()}>
          {(id) => (
            <Show when={byId().get(id)}>
              {(event) => (
                <li class={`event severity-${event().severity}`}>
                  <EventLine event={event()} cause={causeOf(event())} naming="none" />
                </li>
              )}
            </Show>
          )}
        </For>
      </ol>
      <EventEnd list={props.list} none="No event is known." />
    </section>
  );
}
