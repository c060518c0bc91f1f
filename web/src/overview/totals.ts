// Sums over what is shown. What nobody knows is not counted as nothing: it makes the sum unknown only where all of it is.
import { isGuest, isNode, isStorage, type Entity } from "../model/entity";
import { isOnline, isRunning } from "./order";

export interface Totals {
  readonly cores: number | undefined;
  readonly coresUsed: number | undefined;
  readonly memory: number | undefined;
  readonly memoryUsed: number | undefined;
  readonly storage: number | undefined;
  readonly storageUsed: number | undefined;
  readonly receive: number | undefined;
  readonly transmit: number | undefined;
  readonly nodes: number;
  readonly nodesOnline: number;
  readonly guests: number;
  readonly running: number;
  readonly unknown: number;
}

function sum(entities: readonly Entity[], value: (entity: Entity) => number | undefined): number | undefined {
  const known = entities.flatMap((entity) => value(entity) ?? []);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}

const metric = (name: string) => (entity: Entity) => entity.metrics[name];

export function totalsOf(entities: readonly Entity[]): Totals {
  const nodes = entities.filter(isNode);
  const online = nodes.filter(isOnline);
  const guests = entities.filter((entity) => isGuest(entity) && !entity.template);
  const storages = entities.filter(isStorage);
  return {
    cores: sum(online, metric("cpu_count")),
    coresUsed: sum(online, ({ metrics }) => product(metrics["cpu_usage_ratio"], metrics["cpu_count"])),
    memory: sum(online, metric("memory_total_bytes")),
    memoryUsed: sum(online, metric("memory_used_bytes")),
    storage: sum(storages, metric("disk_total_bytes")),
    storageUsed: sum(storages, metric("disk_used_bytes")),
    receive: sum(online, metric("network_receive_bytes_per_second")),
    transmit: sum(online, metric("network_transmit_bytes_per_second")),
    nodes: nodes.length,
    nodesOnline: online.length,
    guests: guests.length,
    running: guests.filter(isRunning).length,
    unknown: guests.filter((guest) => guest.status === "unknown").length,
  };
}

function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}
