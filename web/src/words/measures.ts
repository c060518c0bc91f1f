// The four things that every row tells: what they are made of and how they read.
import type { Entity, Metrics, Quality } from "../model/entity";
import { bytesPerSecond, ofBytes, percent, together, type Figure } from "./numbers";

export interface Measure {
  readonly id: "cpu" | "memory" | "disk" | "network";
  readonly label: string;
  // The metrics whose sum it is.
  readonly metrics: readonly string[];
  figure(metrics: Metrics): Figure;
  // What a full scale is; undefined where there is no such thing.
  whole(metrics: Metrics): number | undefined;
}

const receive = "network_receive_bytes_per_second";
const transmit = "network_transmit_bytes_per_second";

// The sum of what is known; undefined where nothing is.
export function sumOf(metrics: Metrics, names: readonly string[]): number | undefined {
  let sum: number | undefined;
  for (const name of names) {
    const value = metrics[name];
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
}

function ofCores(share: Figure, cores: number | undefined): Figure {
  return cores === undefined || share.unit === "" ? share : { ...share, unit: `% of ${cores}` };
}

export const cpu: Measure = {
  id: "cpu",
  label: "CPU",
  metrics: ["cpu_usage_ratio"],
  figure: (metrics) => ofCores(percent(metrics["cpu_usage_ratio"]), metrics["cpu_count"]),
  whole: () => 1,
};

export const memory: Measure = {
  id: "memory",
  label: "Memory",
  metrics: ["memory_used_bytes"],
  figure: (metrics) => ofBytes(metrics["memory_used_bytes"], metrics["memory_total_bytes"]),
  whole: (metrics) => metrics["memory_total_bytes"],
};

export const network: Measure = {
  id: "network",
  label: "Network",
  metrics: [receive, transmit],
  figure: (metrics) => bytesPerSecond(sumOf(metrics, [receive, transmit])),
  whole: () => undefined,
};

// A guest's: what it reads and writes, as the space that a virtual machine uses is known to nobody outside of it.
export const diskTraffic: Measure = {
  id: "disk",
  label: "Disk I/O",
  metrics: ["disk_read_bytes_per_second", "disk_written_bytes_per_second"],
  figure: (metrics) => bytesPerSecond(sumOf(metrics, ["disk_read_bytes_per_second", "disk_written_bytes_per_second"])),
  whole: () => undefined,
};

// A node's: how full its root file system is.
export const diskSpace: Measure = {
  id: "disk",
  label: "Root disk",
  metrics: ["disk_used_bytes"],
  figure: (metrics) => ofBytes(metrics["disk_used_bytes"], metrics["disk_total_bytes"]),
  whole: (metrics) => metrics["disk_total_bytes"],
};

export const nodeMeasures: readonly Measure[] = [cpu, memory, diskSpace, network];
export const guestMeasures: readonly Measure[] = [cpu, memory, diskTraffic, network];
export const measuresOf = (kind: string): readonly Measure[] =>
  kind === "node" ? nodeMeasures : kind === "storage" ? [diskSpace] : guestMeasures;

// The figure where there is room for all of it: "CPU 25.3 % of 8 cores".
export function fullWords(measure: Measure, metrics: Metrics): string {
  const text = `${measure.label} ${together(measure.figure(metrics))}`;
  if (measure !== cpu || !text.includes(" of ")) return text;
  return `${text} ${metrics["cpu_count"] === 1 ? "core" : "cores"}`;
}

export function ratioOf(measure: Measure, metrics: Metrics): number | undefined {
  const value = sumOf(metrics, measure.metrics);
  const whole = measure.whole(metrics);
  return value === undefined || whole === undefined || whole <= 0 ? undefined : value / whole;
}

export function measureQuality(measure: Measure, entity: Entity): Quality {
  const name = measure.metrics[0] ?? "";
  return entity.metricQuality[name] ?? entity.quality;
}
