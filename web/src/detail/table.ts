// Columns for a chart out of series whose times differ.
import type { Series } from "../live/api";

export type Columns = [number[], ...(number | null)[][]];

// Seconds first, then one column a series; a gap longer than `gapMs` is broken by a null.
export function columnsOf(series: readonly Series[], gapMs: number): Columns {
  const times = new Set<number>();
  for (const { timesMs } of series)
    timesMs.forEach((timeMs, i) => {
      times.add(timeMs);
      const next = timesMs[i + 1];
      if (next !== undefined && next - timeMs > gapMs) times.add(timeMs + gapMs / 2);
    });
  const sorted = [...times].sort((a, b) => a - b);
  const columns = series.map(({ timesMs, values }) => {
    const known = new Map(timesMs.map((timeMs, i) => [timeMs, values[i] ?? null]));
    return sorted.map((timeMs) => known.get(timeMs) ?? null);
  });
  return [sorted.map((timeMs) => timeMs / 1000), ...columns];
}
