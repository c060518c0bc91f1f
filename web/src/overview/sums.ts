// What the totals line adds up.
import { isGuest, isNode, isStorage, type Entity } from "../model/entity";
import { network, sumOf } from "../words/measures";

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
}

function sum(entities: readonly Entity[], value: (entity: Entity) => number | undefined): number | undefined {
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

function busy(node: Entity): number | undefined {
  const ratio = node.metrics["cpu_usage_ratio"];
  const cores = node.metrics["cpu_count"];
  return ratio === undefined || cores === undefined ? undefined : ratio * cores;
}

// A whole counts only where its used part is known too, so that a share is one of the same things.
const wholeOf =
  (used: string, total: string) =>
  (entity: Entity): number | undefined =>
    entity.metrics[used] === undefined ? undefined : entity.metrics[total];

export function sumsOf(entities: readonly Entity[]): Sums {
  const nodes = entities.filter((entity) => isNode(entity) && entity.status === "online");
  const storage = entities.filter(isStorage);
  const guests = entities.filter((entity) => isGuest(entity) && !entity.template);
  const running = guests.filter((guest) => guest.status === "running").length;
  const stopped = guests.filter((guest) => guest.status === "stopped").length;
  return {
    cores: sum(nodes, wholeOf("cpu_usage_ratio", "cpu_count")),
    busyCores: sum(nodes, busy),
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
  };
}
