// Which guests are shown, in which groups and order.
import { attribute, isGuest, nodeKey, type Entity } from "../model/entity";

export interface Column {
  readonly key: string;
  readonly title: string;
  // Larger comes first; undefined, the unknown, comes last.
  readonly value: (entity: Entity) => number | string | undefined;
  readonly ascending?: boolean;
}

export const rate = (entity: Entity, ...names: string[]): number | undefined => {
  const known = names.flatMap((name) => entity.metrics[`${name}_bytes_per_second`] ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, each) => sum + each, 0);
};

export const networkRate = (entity: Entity) => rate(entity, "network_receive", "network_transmit");
export const diskRate = (entity: Entity) => rate(entity, "disk_read", "disk_written");

export const columns: readonly Column[] = [
  { key: "name", title: "Name", value: (entity) => entity.name.toLowerCase(), ascending: true },
  { key: "id", title: "Id", value: (entity) => entity.vmid, ascending: true },
  { key: "cpu", title: "CPU", value: (entity) => entity.metrics["cpu_usage_ratio"] },
  { key: "memory", title: "Memory", value: (entity) => entity.metrics["memory_used_percent"] },
  { key: "disk", title: "Disk", value: (entity) => entity.metrics["disk_total_bytes"] },
  { key: "network", title: "Network", value: networkRate },
  { key: "io", title: "Disk I/O", value: diskRate },
  { key: "uptime", title: "Up", value: (entity) => entity.metrics["uptime_seconds"] },
];

export interface Group {
  readonly node: string; // its key
  readonly guests: readonly Entity[];
}

function compare(column: Column, a: Entity, b: Entity): number {
  const x = column.value(a);
  const y = column.value(b);
  if (x === y) return a.id < b.id ? -1 : 1;
  if (x === undefined) return 1;
  if (y === undefined) return -1;
  return (x < y ? -1 : 1) * (column.ascending === true ? 1 : -1);
}

// Templates last: they never run.
export function grouped(entities: readonly Entity[], sort: string): Group[] {
  const column = columns.find((each) => each.key === sort) ?? columns[2]!;
  const groups = new Map<string, Entity[]>();
  for (const entity of entities) {
    if (!isGuest(entity)) continue;
    const node = nodeKey(entity) ?? "";
    const members = groups.get(node);
    if (members === undefined) groups.set(node, [entity]);
    else members.push(entity);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([node, guests]) => ({
      node,
      guests: guests.sort((a, b) => Number(a.template) - Number(b.template) || compare(column, a, b)),
    }));
}

export const isRunning = (entity: Entity): boolean => entity.status === "running";
export const isOnline = (entity: Entity): boolean => entity.status === "online";

// Words for what is special about a guest.
export function remarks(entity: Entity): string[] {
  const words: string[] = [];
  if (entity.template) words.push("template");
  const lock = attribute(entity, "lock");
  if (lock !== undefined) words.push(lock);
  if (entity.status !== undefined && entity.status !== "running" && !entity.template) words.push(entity.status);
  return words;
}
