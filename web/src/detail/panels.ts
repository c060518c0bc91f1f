// Which charts a detail shows: each one or two metrics of one unit.
import { bytes, bytesPerSecond, count, percent, together, type Figure } from "../words/numbers";
import type { Metrics } from "../model/entity";

export interface Panel {
  readonly label: string;
  readonly metrics: readonly string[];
  readonly names: readonly string[];
  // The metric whose value is the full scale, or a number.
  readonly whole?: string | number;
  figure(value: number): Figure;
}

const cpu: Panel = { label: "CPU", metrics: ["cpu_usage_ratio"], names: ["CPU"], figure: percent };
const memory: Panel = {
  label: "Memory",
  metrics: ["memory_used_bytes"],
  names: ["used"],
  whole: "memory_total_bytes",
  figure: bytes,
};
const space: Panel = {
  label: "Disk space",
  metrics: ["disk_used_bytes"],
  names: ["used"],
  whole: "disk_total_bytes",
  figure: bytes,
};
const network: Panel = {
  label: "Network",
  metrics: ["network_receive_bytes_per_second", "network_transmit_bytes_per_second"],
  names: ["in", "out"],
  figure: bytesPerSecond,
};
const traffic: Panel = {
  label: "Disk I/O",
  metrics: ["disk_read_bytes_per_second", "disk_written_bytes_per_second"],
  names: ["read", "written"],
  figure: bytesPerSecond,
};
const load: Panel = { label: "Load average, 1 min", metrics: ["load_average_1m"], names: ["load"], figure: count };

const panels: Readonly<Record<string, readonly Panel[]>> = {
  node: [cpu, load, memory, space, network],
  vm: [cpu, memory, traffic, network],
  container: [cpu, memory, space, traffic, network],
  storage: [space],
  cluster: [cpu, memory, space, network, traffic],
  fleet: [cpu, memory, space, network, traffic],
};

export const panelsOf = (kind: string): readonly Panel[] => panels[kind] ?? [];

export function wholeOf(panel: Panel, metrics: Metrics): number | undefined {
  return typeof panel.whole === "string" ? metrics[panel.whole] : panel.whole;
}

// What a share or an amount is of: "128 GiB", "32 cores"; undefined where it is of nothing.
export function wholeWords(panel: Panel, metrics: Metrics): string | undefined {
  const cores = metrics["cpu_count"];
  if (panel === cpu && cores !== undefined) return `${cores}\u00a0${cores === 1 ? "core" : "cores"}`;
  const whole = wholeOf(panel, metrics);
  return whole === undefined ? undefined : together(panel.figure(whole)).replace(/\.0+(?=\D)/, "");
}
