// Which guests the table shows, and in what order.
import { nodeKey, uptimeMs, type Entity } from "../model/entity";
import type { SortKey, View } from "../view/view";
import { busyCores } from "./figures_of";
import { sum } from "./sums";
import { diskTraffic, network, sumOf } from "../words/measures";

export interface GroupRow {
  readonly type: "group";
  readonly key: string;
  readonly node: string;
  readonly guests: number;
  // What its guests take together, where that is known of any.
  readonly busyCores: number | undefined;
  readonly memoryUsed: number | undefined;
}

export interface GuestRow {
  readonly type: "guest";
  readonly key: string;
}

export type Row = GroupRow | GuestRow;

export function chosen(guests: readonly Entity[], view: View, found: ReadonlySet<string> | undefined): Entity[] {
  return guests.filter(
    (guest) => (view.node === "" || nodeKey(guest) === view.node) && (found === undefined || found.has(guest.id)),
  );
}

// Larger is earlier; what is unknown comes last whichever way it goes.
function figureOf(guest: Entity, key: SortKey): number | undefined {
  switch (key) {
    case "cpu":
    case "node":
      return guest.metrics["cpu_usage_ratio"];
    case "memory":
      return guest.metrics["memory_used_bytes"];
    case "disk":
      return sumOf(guest.metrics, diskTraffic.metrics);
    case "network":
      return sumOf(guest.metrics, network.metrics);
    case "uptime":
      return uptimeMs(guest);
    case "vmid":
      return guest.vmid === undefined ? undefined : -guest.vmid;
    case "name":
      return undefined;
  }
}

// Words and ids begin with the least, figures with the most.
export function isAscending(key: SortKey, backwards: boolean): boolean {
  return (key === "name" || key === "vmid" || key === "node") !== backwards;
}

const nameOrder = new Intl.Collator(undefined, { numeric: true });
const byName = (one: Entity, other: Entity): number => nameOrder.compare(one.name, other.name) || (one.vmid ?? 0) - (other.vmid ?? 0);

function comparison(key: SortKey, backwards: boolean): (one: Entity, other: Entity) => number {
  const sign = backwards ? -1 : 1;
  if (key === "name") return (one, other) => sign * byName(one, other);
  return (one, other) => {
    const first = figureOf(one, key);
    const second = figureOf(other, key);
    if (first === undefined || second === undefined)
      return Number(first === undefined) - Number(second === undefined) || byName(one, other);
    return sign * (second - first) || byName(one, other);
  };
}

// Sorted by node, the guests stand under their nodes; in any other order they stand as one.
export function rows(guests: readonly Entity[], view: View): Row[] {
  const compare = comparison(view.sort, view.backwards);
  if (view.sort !== "node") return [...guests].sort(compare).map(guestRow);
  const groups = new Map<string, Entity[]>();
  for (const guest of guests) {
    const node = nodeKey(guest) ?? "";
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [guest]);
    else group.push(guest);
  }
  const nodes = [...groups.keys()].sort((one, other) => nameOrder.compare(one, other));
  if (view.backwards) nodes.reverse();
  return nodes.flatMap((node) => {
    const group = groups.get(node) ?? [];
    return [groupRow(node, group), ...group.sort(comparison("cpu", false)).map(guestRow)];
  });
}

function groupRow(node: string, guests: readonly Entity[]): GroupRow {
  const memoryUsed = sum(guests, (guest) => guest.metrics["memory_used_bytes"]);
  return { type: "group", key: `group ${node}`, node, guests: guests.length, busyCores: sum(guests, busyCores), memoryUsed };
}

const guestRow = (guest: Entity): GuestRow => ({ type: "guest", key: guest.id });
