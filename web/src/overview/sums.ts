// What the totals line adds up, and how old that is.
import type { Age } from "../live/age";
import { isGuest, isNode, isStorage, type Entity } from "../model/entity";
import { network, sumOf } from "../words/measures";

// Of `many` things added up `old` are the last known ones; the oldest is of `ms` ago.
export interface SumAge {
  readonly many: number;
  readonly old: number;
  readonly ms: number | undefined;
}

export interface Sums {
  readonly cores: number | undefined;
  readonly busyCores: number | undefined;
  readonly memoryUsed: number | undefined;
  readonly memoryTotal: number | undefined;
  readonly storageUsed: number | undefined;
  readonly storageTotal: number | undefined;
  readonly network: number | undefined;
  readonly running: number;
  readonly stopped: number;
  readonly otherwise: number;
  readonly nodesOnline: number;
  readonly nodes: number;
  readonly nodesAge: SumAge;
  readonly storageAge: SumAge;
  readonly guestsAge: SumAge;
}

export function sum(entities: readonly Entity[], value: (entity: Entity) => number | undefined): number | undefined {
  let total: number | undefined;
  for (const entity of entities) {
    const one = value(entity);
    if (one !== undefined) total = (total ?? 0) + one;
  }
  return total;
}

const metric =
  (name: string) =>
  (entity: Entity): number | undefined =>
    entity.metrics[name];

export function busyCores(entity: Entity): number | undefined {
  const ratio = entity.metrics["cpu_usage_ratio"];
  const cores = entity.metrics["cpu_count"];
  return ratio === undefined || cores === undefined ? undefined : ratio * cores;
}

// A whole counts only where its used part is known too, so that a share is one of the same things.
export const wholeOf =
  (used: string, total: string) =>
  (entity: Entity): number | undefined =>
    entity.metrics[used] === undefined ? undefined : entity.metrics[total];

function sumAge(entities: readonly Entity[], ageOf: (entity: Entity) => Age): SumAge {
  const old = entities.map(ageOf).filter((age) => age.stateOld);
  const times = old.map((age) => age.ms).filter((ms) => ms !== undefined);
  const ms = times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
  return { many: entities.length, old: old.length, ms };
}

export function sumsOf(entities: readonly Entity[], ageOf: (entity: Entity) => Age): Sums {
  const nodes = entities.filter((entity) => isNode(entity) && entity.status === "online");
  const storage = entities.filter(isStorage);
  const guests = entities.filter((entity) => isGuest(entity) && !entity.template);
  const running = guests.filter((guest) => guest.status === "running").length;
  const stopped = guests.filter((guest) => guest.status === "stopped").length;
  return {
    cores: sum(nodes, wholeOf("cpu_usage_ratio", "cpu_count")),
    busyCores: sum(nodes, busyCores),
    memoryUsed: sum(nodes, metric("memory_used_bytes")),
    memoryTotal: sum(nodes, wholeOf("memory_used_bytes", "memory_total_bytes")),
    storageUsed: sum(storage, metric("disk_used_bytes")),
    storageTotal: sum(storage, wholeOf("disk_used_bytes", "disk_total_bytes")),
    network: sum(nodes, (node) => sumOf(node.metrics, network.metrics)),
    running,
    stopped,
    otherwise: guests.length - running - stopped,
    nodesOnline: nodes.length,
    nodes: entities.filter(isNode).length,
    nodesAge: sumAge(nodes, ageOf),
    storageAge: sumAge(storage.filter((each) => each.metrics["disk_used_bytes"] !== undefined), ageOf),
    guestsAge: sumAge(guests, ageOf),
  };
}

// "79 s ago", "1 of 3 last known", or nothing where all is of now.
export function sumAgeWords(age: SumAge, span: (ms: number) => string): string {
  if (age.old === 0) return "";
  if (age.old < age.many) return `${age.old} of ${age.many} last known`;
  return age.ms === undefined ? "last known" : `${span(age.ms)} ago`;
}
