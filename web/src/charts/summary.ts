// The least, the mean and the most of a line.
import { isArchived, type Series } from "../api/rest";

export interface Summary {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
  // False where a part is known by its means alone: then these are no extremes, but the least and greatest mean.
  readonly measured: boolean;
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

export function summaryOf(series: Series): Summary | undefined {
  const values = known(series.values);
  if (values.length === 0) return undefined;
  const least = orValues(series.minimums, series).reduce((one, other) => Math.min(one, other));
  const most = orValues(series.maximums, series).reduce((one, other) => Math.max(one, other));
  return { least, mean: meanOf(series), most, measured: series.archived === undefined };
}

// The value where an extreme was not measured.
const orValues = (extremes: readonly (number | null)[], series: Series): number[] =>
  known(series.values.map((value, index) => (value === null ? null : (extremes[index] ?? value))));

// Each point counts for as long as it stands for.
function meanOf(series: Series): number {
  const stepOf = stepsOf(series, 1);
  let sum = 0;
  let all = 0;
  series.values.forEach((value, index) => {
    if (value === null) return;
    sum += value * stepOf(index);
    all += stepOf(index);
  });
  return sum / all;
}

// A point a step; where steps are missing a null, so that the chart shows a gap. Holes of up to two steps are
// what a slow source leaves, and no gap.
export function withGaps(series: Series, answerStepMs: number): { timesMs: number[]; values: (number | null)[] } {
  const stepMs = series.stepMs ?? answerStepMs;
  const timesMs: number[] = [];
  const values: (number | null)[] = [];
  const stepOf = stepsOf(series, stepMs);
  series.timesMs.forEach((time, index) => {
    const before = series.timesMs[index - 1];
    if (before !== undefined && time - before > stepOf(index - 1) * 3) {
      timesMs.push(before + stepOf(index - 1));
      values.push(null);
    }
    timesMs.push(time);
    values.push(series.values[index] ?? null);
  });
  return { timesMs, values };
}

// Of each point: what is archived, and minutes beside samples, have steps of their own, all else that of the history.
function stepsOf(series: Series, stepMs: number): (index: number) => number {
  const usual = usualStep(
    series.timesMs.filter((_, index) => !isArchived(series, index)),
    stepMs,
  );
  return (index) => {
    const own = series.stepsMs?.[index] ?? 0;
    return own > 0 && (isArchived(series, index) || series.tiers !== undefined) ? own : usual;
  };
}

// The source may be slower than the step that was asked for: the median distance of the points.
function usualStep(timesMs: readonly number[], stepMs: number): number {
  const distances = timesMs.slice(1).map((time, index) => time - (timesMs[index] ?? time));
  distances.sort((one, other) => one - other);
  return Math.max(stepMs, distances[Math.floor(distances.length / 2)] ?? stepMs);
}
