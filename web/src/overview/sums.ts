// What the totals line says, and how old that is.
import type { Age } from "../live/age";
import { isGuest, isNode, isStorage, type Entity } from "../model/entity";
import { cpu, memory, network, sumOf } from "../words/measures";
import { countStates, type StateCount } from "../words/states";
import { busyCores, figuresOf, fleetKey, type Figures } from "./figures_of";

// Of `many` things added up `old` are the last known ones; the oldest is of `ms` ago.
export interface SumAge {
  readonly many: number;
  readonly old: number;
  readonly ms: number | undefined;
}

export interface Sums extends Figures {
  // What the server's totals are of; undefined where it makes none.
  readonly told: Entity | undefined;
  // Guests that do not run, which no total of the server's tells apart.
  readonly stopped: number;
  readonly storages: number;
  // What is neither online nor offline, neither running nor stopped, not available.
  readonly nodeStates: readonly StateCount[];
  readonly guestStates: readonly StateCount[];
  readonly storageStates: readonly StateCount[];
  // Of which nodes are there, and of what the nodes tell.
  readonly nodesAge: SumAge;
  readonly cpuAge: SumAge;
  readonly memoryAge: SumAge;
  readonly networkAge: SumAge;
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

// A whole counts only where its used part is known too, so that a share is one of the same things.
export const wholeOf =
  (used: string, total: string) =>
  (entity: Entity): number | undefined =>
    entity.metrics[used] === undefined ? undefined : entity.metrics[total];

function sumAge(entities: readonly Entity[], ageOf: (entity: Entity) => Age, isOld = (age: Age): boolean => age.stateOld): SumAge {
  const old = entities.map(ageOf).filter(isOld);
  const times = old.map((age) => age.ms).filter((ms) => ms !== undefined);
  const ms = times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
  return { many: entities.length, old: old.length, ms };
}

// Of a pipeline without totals: what is known of the parts.
function added(nodes: readonly Entity[], online: readonly Entity[], storage: readonly Entity[], guests: readonly Entity[]): Figures {
  const known = guests.length > 0;
  return {
    nodes: nodes.length > 0 ? nodes.length : undefined,
    nodesOnline: nodes.length > 0 ? online.length : undefined,
    cores: sum(online, wholeOf("cpu_usage_ratio", "cpu_count")),
    busyCores: sum(online, busyCores),
    memoryUsed: sum(online, metric("memory_used_bytes")),
    memoryTotal: sum(online, wholeOf("memory_used_bytes", "memory_total_bytes")),
    storageUsed: sum(storage, metric("disk_used_bytes")),
    storageTotal: sum(storage, wholeOf("disk_used_bytes", "disk_total_bytes")),
    network: sum(online, (node) => sumOf(node.metrics, network.metrics)),
    guests: known ? guests.length : undefined,
    running: known ? guests.filter((guest) => guest.status === "running").length : undefined,
    allocatedCores: sum(guests, metric("cpu_count")),
    allocatedMemory: sum(guests, metric("memory_total_bytes")),
  };
}

// What a figure of all is the sum of: those that are not offline, and have it.
const having = (nodes: readonly Entity[], names: readonly string[]): Entity[] =>
  nodes.filter((node) => node.status !== "offline" && sumOf(node.metrics, names) !== undefined);

// A template is no guest that anybody misses.
const isCounted = (entity: Entity): boolean => isGuest(entity) && !entity.template;

// What the figures of guests and storages do not tell apart.
export const unusualStates = (entities: readonly Entity[]): Pick<Sums, "guestStates" | "storageStates"> => ({
  guestStates: countStates(entities.filter(isCounted), ["running", "stopped"]),
  storageStates: countStates(entities.filter(isStorage), ["available"]),
});

// The server's totals where it makes them.
export function sumsOf(entities: readonly Entity[], ageOf: (entity: Entity) => Age): Sums {
  const nodes = entities.filter(isNode);
  const online = nodes.filter((node) => node.status === "online");
  const storage = entities.filter(isStorage);
  const guests = entities.filter(isCounted);
  const told = entities.find((entity) => entity.id === fleetKey);
  // Old figures are old whatever is known of the state, also where that is unknown by now.
  const figuresAge = (names: readonly string[]): SumAge => sumAge(having(nodes, names), ageOf, (age) => age.old);
  return {
    told,
    ...(told === undefined ? added(nodes, online, storage, guests) : figuresOf(told)),
    stopped: guests.filter((guest) => guest.status === "stopped").length,
    storages: storage.length,
    nodeStates: countStates(nodes, ["online", "offline"]),
    ...unusualStates(entities),
    nodesAge: sumAge(nodes, ageOf),
    cpuAge: figuresAge(cpu.metrics),
    memoryAge: figuresAge(memory.metrics),
    networkAge: figuresAge(network.metrics),
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
