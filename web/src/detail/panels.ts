// The charts of the detail: which metrics stand together and how they are written.
import { byteRate, bytes, percent, type Figure } from "../format/figures";

export interface Line {
  readonly metric: string;
  readonly name: string; // empty where the chart has one line
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly figure: (value: number | undefined) => Figure;
  // The metric whose newest value is the end of the scale.
  readonly total?: string;
  readonly most?: number;
  readonly binary?: boolean; // steps of 1024
}

const pair = (a: string, b: string, names: readonly [string, string]): readonly Line[] => [
  { metric: `${a}_bytes_per_second`, name: names[0] },
  { metric: `${b}_bytes_per_second`, name: names[1] },
];

export const panels: readonly Panel[] = [
  { title: "CPU", lines: [{ metric: "cpu_usage_percent", name: "" }], figure: percent, most: 100 },
  {
    title: "Memory",
    lines: [{ metric: "memory_used_bytes", name: "" }],
    figure: bytes,
    total: "memory_total_bytes",
    binary: true,
  },
  { title: "Network", lines: pair("network_receive", "network_transmit", ["in", "out"]), figure: byteRate },
  { title: "Disk", lines: pair("disk_read", "disk_written", ["read", "written"]), figure: byteRate },
];
