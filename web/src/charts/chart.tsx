// One chart over time (uPlot). All charts of a page share the crosshair; unknown and missing points are gaps.
import { createEffect, onCleanup, onMount, type JSX } from "solid-js";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { together, type Figure } from "../words/numbers";

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly timesMs: readonly number[];
  readonly lines: readonly Line[];
}

interface Props {
  readonly data: ChartData;
  readonly fromMs: number;
  readonly toMs: number;
  // The value of a full scale, where there is one.
  readonly whole?: number | undefined;
  readonly events: readonly number[];
  readonly label: string;
  figure(value: number): Figure;
  // Hears which point is under the crosshair, and that none is.
  onPoint(index: number | undefined): void;
}

const height = 110;
const crosshair = uPlot.sync("detail");

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function aligned(data: ChartData): uPlot.AlignedData {
  return [data.timesMs.map((time) => time / 1000), ...data.lines.map((line) => [...line.values])];
}

function drawEvents(plot: uPlot, eventsMs: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour("--warn");
  for (const eventMs of eventsMs) {
    const x = Math.round(plot.valToPos(eventMs / 1000, "x", true));
    if (x >= bbox.left && x <= bbox.left + bbox.width) ctx.fillRect(x, bbox.top, devicePixelRatio, 6 * devicePixelRatio);
  }
  ctx.restore();
}

const twoDigits = (value: number): string => value.toString().padStart(2, "0");

// The clock of each tick, or its day where the day changes.
function timeTicks(ticks: readonly number[]): string[] {
  return ticks.map((tick) => {
    const time = new Date(tick * 1000);
    const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
    return clock === "00:00" ? `${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}` : clock;
  });
}

// Bytes are counted in powers of two, so that a tick is a whole number of them.
function increments(props: Props): number[] {
  const base = props.figure(1024).unit === "KiB" ? 2 : 0;
  if (base === 2) return Array.from({ length: 60 }, (_, power) => 2 ** power);
  return Array.from({ length: 20 }, (_, power) => [1, 2, 5].map((each) => each * 10 ** (power - 4))).flat();
}

const strokes = ["--data", "--data2"];

function options(props: Props, width: number): uPlot.Options {
  const axis = { stroke: () => colour("--ink2"), font: "11px system-ui, sans-serif", ticks: { show: false } };
  const grid = { stroke: () => colour("--line"), width: 1 };
  return {
    width,
    height,
    cursor: { y: false, sync: { key: crosshair.key }, points: { size: 6 }, drag: { x: false, y: false } },
    legend: { show: false },
    // At the right half a clock, whose tick may stand at the very end.
    padding: [8, 16, 0, 0],
    scales: {
      x: { range: () => [props.fromMs / 1000, props.toMs / 1000] },
      y: { range: (_, __, most) => [0, props.whole ?? (most > 0 ? most * 1.1 : 1)] },
    },
    axes: [
      { ...axis, size: 22, gap: 3, space: 60, grid: { show: false }, values: (_, ticks) => timeTicks(ticks) },
      {
        ...axis,
        size: 58,
        gap: 4,
        space: 28,
        grid,
        incrs: increments(props),
        values: (_, ticks) => ticks.map((tick) => together(props.figure(tick)).replace(/\.0+(?=\D|$)/, "")),
      },
    ],
    series: [
      {},
      ...props.data.lines.map((line, index) => ({
        label: line.label,
        stroke: () => colour(strokes[index] ?? "--ink2"),
        width: 1.4,
        points: { show: false },
        ...(props.data.lines.length === 1 ? { fill: () => colour("--fill") } : {}),
      })),
    ],
    hooks: {
      draw: [(plot) => drawEvents(plot, props.events)],
      setCursor: [(plot) => props.onPoint(plot.cursor.idx ?? undefined)],
    },
  };
}

export function Chart(props: Props): JSX.Element {
  let place: HTMLDivElement | undefined;
  let plot: uPlot | undefined;
  onMount(() => {
    const element = place;
    if (element === undefined) return;
    plot = new uPlot(options(props, element.clientWidth), aligned(props.data), element);
    crosshair.sub(plot);
    const watch = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    const theme = window.matchMedia("(prefers-color-scheme: dark)");
    const redraw = (): void => plot?.redraw(false);
    theme.addEventListener("change", redraw);
    onCleanup(() => {
      theme.removeEventListener("change", redraw);
      watch.disconnect();
      if (plot !== undefined) crosshair.unsub(plot);
      plot?.destroy();
      plot = undefined;
    });
  });
  createEffect(() => {
    const data = aligned(props.data);
    plot?.setData(data);
  });
  return <div class="chart" ref={(element) => (place = element)} role="img" aria-label={props.label} />;
}
