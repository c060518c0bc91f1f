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

const worse: readonly Quality[] = ["live", "estimated", "held", "stale"];

// A figure is as good as the worst of what it is made of; unknown where nothing of that is known.
export function totalQuality(entity: Entity, metrics: readonly string[]): Quality {
  const known = metrics.filter((metric) => entity.metrics[metric] !== undefined);
  const qualities = known.map((metric) => entity.metricQuality[metric] ?? entity.quality);
  return qualities.length === 0 ? "unknown" : qualities.reduce((one, other) => (worse.indexOf(other) > worse.indexOf(one) ? other : one));
}

// What is to be said of a total beside its figure. `old`: that nothing of its line is of now.
export function totalWords(quality: Quality, old: boolean): string {
  if (quality === "unknown") return "unknown: nothing of it is known";
  if (old) return "last known";
  if (quality === "estimated") return "a part of it is not known";
  return quality === "stale" || quality === "held" ? "a part of it is last known" : "";
}

// Beside the name of all clusters: which of them are not of now.
export function silentWords(silent: readonly string[], clusters: number): string {
  if (silent.length === 0) return "";
  return silent.length <= 2 ? `${silent.join(" and ")} last known` : `${silent.length} of ${clusters} last known`;
}
