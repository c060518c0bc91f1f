// A list of events that follows the page's live source.
import { createEffect, on, onCleanup, untrack } from "solid-js";
import { events as readEvents } from "../api/rest";
import type { Live } from "../live/live";
import type { EventFilter } from "./event_filter";
import { EventList, type EventLimits } from "./event_list";

// It ends with its owner.
export function createEventList(live: Live, filter: EventFilter, limits: EventLimits): EventList {
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const list = new EventList({ read: readEvents, after }, filter, limits);
  onCleanup(live.fleet.followEvents((events, gap) => list.take({ events, gap })));
  onCleanup(() => list.stop());
  // A first snapshot is a gap, and loads it. What failed while there was no connection is asked for again once there is one.
  if (untrack(() => live.fleet.ready())) list.load();
  createEffect(
    on(live.link, (link) => {
      if (link === "open" && (list.failure() !== "" || (live.fleet.ready() && !list.ready()))) list.load();
    }, { defer: true }),
  );
  return list;
}
