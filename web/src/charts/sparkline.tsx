// A small line that starts at zero; gaps are gaps.
import { createMemo, type JSX } from "solid-js";

const width = 60;
const height = 16;

// The line's path and the area below it. `whole` is a full scale; without one the line's own maximum is.
export function sparkPaths(line: readonly (number | undefined)[], whole: number | undefined): { line: string; area: string } {
  const known = line.filter((value) => value !== undefined);
  const top = whole ?? Math.max(...known, 0) * 1.1;
  const step = width / Math.max(1, line.length - 1);
  let stroke = "";
  let area = "";
  let start: string | undefined;
  let last = "";
  const close = (): void => {
    if (start !== undefined) area += `L${last} ${height}L${start} ${height}Z`;
    start = undefined;
  };
  line.forEach((value, index) => {
    if (value === undefined) return close();
    const x = (index * step).toFixed(1);
    const y = (height - 0.8 - (top <= 0 ? 0 : Math.min(1, value / top)) * (height - 1.6)).toFixed(1);
    const command = start === undefined ? "M" : "L";
    stroke += `${command}${x} ${y}`;
    area += `${command}${x} ${y}`;
    start ??= x;
    last = x;
  });
  close();
  return { line: stroke, area };
}

export function Sparkline(props: { line: readonly (number | undefined)[]; whole?: number | undefined }): JSX.Element {
  const paths = createMemo(() => sparkPaths(props.line, props.whole));
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="spark-area" d={paths().area} />
      <path class="spark-line" d={paths().line} />
    </svg>
  );
}
