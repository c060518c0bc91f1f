// A line through samples as an SVG path; where something is unknown or missing the line is broken.

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly most: number; // the value at the top; zero is at the bottom
}

// Longer than this between two samples is a gap.
const gapMs = 45_000;

export interface Paths {
  readonly line: string;
  readonly area: string;
}

export function pathsOf(timesMs: readonly number[], values: readonly (number | null)[], box: Box): Paths {
  const x = (timeMs: number) => ((timeMs - box.fromMs) / (box.toMs - box.fromMs)) * box.width;
  const y = (value: number) => box.height - (Math.min(value, box.most) / box.most) * (box.height - 1);
  let line = "";
  let area = "";
  let begin: number | undefined;
  let last = 0;
  const close = () => {
    if (begin !== undefined) area += `L${x(last).toFixed(1)} ${box.height}L${x(begin).toFixed(1)} ${box.height}Z`;
    begin = undefined;
  };
  timesMs.forEach((timeMs, i) => {
    const value = values[i] ?? null;
    if (timeMs < box.fromMs) return;
    if (value === null || (begin !== undefined && timeMs - last > gapMs)) close();
    if (value === null) return;
    const command = begin === undefined ? "M" : "L";
    const point = `${command}${x(timeMs).toFixed(1)} ${y(value).toFixed(1)}`;
    line += point;
    area += point;
    begin ??= timeMs;
    last = timeMs;
  });
  close();
  return { line, area };
}
