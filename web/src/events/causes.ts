// The events that others name as what led to them, as far as they are known on this page.
import { createMemo, type Accessor } from "solid-js";
import type { Live } from "../live/live";
import type { FleetEvent } from "../model/event";
import type { EventList } from "./event_list";

// Those of the list, and those that were heard of late.
export function createCauses(live: Live, list: Accessor<EventList>): (event: FleetEvent) => FleetEvent | undefined {
  const byId = createMemo(() => new Map([...live.fleet.events(), ...list().events()].map((event) => [event.id, event])));
  return (event) => (event.causedBy === undefined ? undefined : byId().get(event.causedBy));
}
