// The least, the mean and the most of a line.
import type { Series } from "../api/rest";

export interface Summary {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

export function summaryOf(series: Series): Summary | undefined {
  const values = known(series.values);
  if (values.length === 0) return undefined;
  const leasts = known(series.minimums);
  const mosts = known(series.maximums);
  const least = (leasts.length > 0 ? leasts : values).reduce((one, other) => Math.min(one, other));
  const most = (mosts.length > 0 ? mosts : values).reduce((one, other) => Math.max(one, other));
  return { least, mean: values.reduce((sum, value) => sum + value, 0) / values.length, most };
}

// A point a step; where steps are missing a null, so that the chart shows a gap. Holes of up to two steps are
// what a slow source leaves, and no gap.
export function withGaps(series: Series, stepMs: number): { timesMs: number[]; values: (number | null)[] } {
  const timesMs: number[] = [];
  const values: (number | null)[] = [];
  const usual = usualStep(series.timesMs, stepMs);
  series.timesMs.forEach((time, index) => {
    const before = timesMs[timesMs.length - 1];
    if (before !== undefined && time - before > usual * 3) {
      timesMs.push(before + usual);
      values.push(null);
    }
    timesMs.push(time);
    values.push(series.values[index] ?? null);
  });
  return { timesMs, values };
}

// The source may be slower than the step that was asked for: the median distance of the points.
function usualStep(timesMs: readonly number[], stepMs: number): number {
  const distances = timesMs.slice(1).map((time, index) => time - (timesMs[index] ?? time));
  distances.sort((one, other) => one - other);
  return Math.max(stepMs, distances[Math.floor(distances.length / 2)] ?? stepMs);
}
