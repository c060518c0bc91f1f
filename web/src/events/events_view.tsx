// What happened, newest first, in the place of the overview. New ones come by themselves, older ones on the way down.
import { createEffect, createMemo, createSignal, For, on, onMount, Show, untrack, type JSX } from "solid-js";
import type { FleetEvent } from "../model/event";
import { usePage } from "../page";
import { createCauses } from "./causes";
import { EventEnd } from "./event_end";
import { EventFilters } from "./event_filters";
import { EventLine, type Naming } from "./event_line";
import type { EventList } from "./event_list";
import { createEventWindow } from "./event_window";
import { filterOf } from "./filter_of_view";
import { createEventList } from "./live_events";
import "./events.css";

const limits = { page: 200, most: 10_000 };

function Lines(props: { list: EventList }): JSX.Element {
  const { live } = usePage();
  const [place, setPlace] = createSignal<HTMLElement>();
  const view = createEventWindow(place, () => props.list.events());
  const byId = createMemo(() => new Map(props.list.events().map((event) => [event.id, event])));
  const at = createMemo(() => new Map(view.ids().map((id, index) => [id, view.first() + index])));
  const causeOf = createCauses(live, () => props.list);
  const naming = createMemo((): Naming => (live.fleet.manyClusters() ? "cluster" : "name"));
  createEffect(() => {
    const wanted = view.atEnd() && props.list.events().length > 0 && props.list.hasOlder() && !props.list.loading() && props.list.failure() === "";
    if (wanted) untrack(() => props.list.older());
  });
  return (
    <>
      <div ref={setPlace} style={{ height: `${view.above()}px` }} />
      <ol class="event-list" aria-label="Events, newest first">
        <For each={view.ids()}>
          {(id) => (
            <Show when={byId().get(id)}>
              {(event: () => FleetEvent) => (
                <li
                  class={`event severity-${event().severity}`}
                  aria-setsize={props.list.hasOlder() ? -1 : props.list.events().length}
                  aria-posinset={(at().get(id) ?? 0) + 1}
                  ref={(element) => view.measure(element, id)}
                >
                  <EventLine event={event()} cause={causeOf(event())} naming={naming()} />
                </li>
              )}
            </Show>
          )}
        </For>
      </ol>
      <div style={{ height: `${view.below()}px` }} />
    </>
  );
}

export function EventsView(): JSX.Element {
  const { live, address } = usePage();
  const filter = createMemo(() => filterOf(address.view()), undefined, { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) });
  const list = createMemo(() => createEventList(live, filter(), limits));
  const narrow = (): boolean => filter().query !== "" || filter().types.length > 0 || filter().least !== "info";
  const listens = (): boolean => live.fleet.components().some((component) => component.type === "proxmox_events");
  const none = (): string => {
    if (!narrow()) return `Nothing has happened that Pipevane knows of.${listens() ? "" : " A source of the type proxmox_events tells what happens."}`;
    return filter().query === "" ? "No event is of that kind." : "No event is of that kind and about what the search finds: it looks for names, not for words of the events.";
  };
  let heading: HTMLElement | undefined;
  onMount(() => heading?.focus({ preventScroll: true }));
  createEffect(on(filter, () => window.scrollTo(0, 0), { defer: true }));
  return (
    <>
      <h2 id="events-title" tabindex="-1" ref={(element) => (heading = element)}>
        Events
      </h2>
      <EventFilters />
      <Show when={list()} keyed>
        {(known) => (
          <div class="event-board">
            <Lines list={known} />
            <EventEnd list={known} none={none()} />
          </div>
        )}
      </Show>
    </>
  );
}
