// Which events are wanted, as the server is asked for them and as the live ones are chosen.
import { isAtLeast, type FleetEvent, type Severity } from "../model/event";

export interface EventFilter {
  // The key of the one entity that they are about; "" for any.
  readonly entity: string;
  // None: all.
  readonly types: readonly string[];
  readonly least: Severity;
  // About the entity as it is now, in the words of the search. Only the server understands it.
  readonly query: string;
  // What began before is not wanted; undefined: all is.
  readonly fromMs?: number;
}

export const everyEvent: EventFilter = { entity: "", types: [], least: "info", query: "" };

export function eventsPath(filter: EventFilter, limit: number): string {
  const said = new URLSearchParams();
  if (filter.entity !== "") said.set("entity", filter.entity);
  for (const type of filter.types) said.append("type", type);
  if (filter.least !== "info") said.set("severity", filter.least);
  if (filter.query !== "") said.set("query", filter.query);
  if (filter.fromMs !== undefined) said.set("from", `${Math.round(filter.fromMs)}`);
  said.set("limit", `${limit}`);
  return `/api/events?${said}`;
}

// As far as that can be told here: all but the query.
export function isWanted(filter: EventFilter, event: FleetEvent): boolean {
  return (
    (filter.entity === "" || event.entity === filter.entity) &&
    (filter.types.length === 0 || filter.types.includes(event.type)) &&
    isAtLeast(event, filter.least) &&
    event.timeMs >= (filter.fromMs ?? 0)
  );
}
