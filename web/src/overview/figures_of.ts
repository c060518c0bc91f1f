// Totals as the server tells them, of a cluster or of all.
import type { Entity, Quality } from "../model/entity";
import { network, sumOf } from "../words/measures";

// All clusters together, as the transform `derive` names them.
export const fleetKey = "all/fleet/all";

// What is unknown is undefined.
export interface Figures {
  readonly nodes: number | undefined;
  readonly nodesOnline: number | undefined;
  readonly cores: number | undefined;
  readonly busyCores: number | undefined;
  readonly memoryUsed: number | undefined;
  readonly memoryTotal: number | undefined;
  readonly storageUsed: number | undefined;
  readonly storageTotal: number | undefined;
  readonly network: number | undefined;
  readonly guests: number | undefined;
  readonly running: number | undefined;
  // What the guests may use of processors and memory together.
  readonly allocatedCores: number | undefined;
  readonly allocatedMemory: number | undefined;
}

export function busyCores(entity: Entity): number | undefined {
  const ratio = entity.metrics["cpu_usage_ratio"];
  const cores = entity.metrics["cpu_count"];
  return ratio === undefined || cores === undefined ? undefined : ratio * cores;
}

export function figuresOf(entity: Entity): Figures {
  const { metrics } = entity;
  return {
    nodes: metrics["nodes_count"],
    nodesOnline: metrics["nodes_online_count"],
    cores: metrics["cpu_count"],
    busyCores: busyCores(entity),
    memoryUsed: metrics["memory_used_bytes"],
    memoryTotal: metrics["memory_total_bytes"],
    storageUsed: metrics["disk_used_bytes"],
    storageTotal: metrics["disk_total_bytes"],
    network: sumOf(metrics, network.metrics),
    guests: metrics["guests_count"],
    running: metrics["guests_running_count"],
    allocatedCores: metrics["guests_cpu_count"],
    allocatedMemory: metrics["guests_memory_total_bytes"],
  };
}

// What is to be said of a total beside its figure.
export function totalWords(entity: Entity, metric: string): string {
  if (entity.metrics[metric] === undefined) return "unknown: nothing of it is known";
  const quality: Quality = entity.metricQuality[metric] ?? entity.quality;
  if (quality === "estimated") return "a part of it is not known";
  return quality === "stale" || quality === "held" ? "last known" : "";
}
