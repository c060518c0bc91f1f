import { createEffect, onCleanup, onMount } from "solid-js";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Columns } from "./table";
import type { Panel } from "./panels";

const heightPx = 110;
// All charts of a page share their crosshair.
const sync = uPlot.sync("detail");

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const binarySteps = Array.from({ length: 50 }, (_, i) => 2 ** i);

function optionsOf(panel: Panel, width: number, most: number | undefined): uPlot.Options {
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--hairline"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: heightPx,
    legend: { show: false },
    cursor: { sync: { key: sync.key }, drag: { x: true, y: false }, points: { size: 5 } },
    scales: {
      x: { time: true },
      y: { range: (_plot, _least, highest) => [0, most ?? Math.max(highest * 1.1, 1)] },
    },
    axes: [
      { ...axis, size: 22, font: "11px system-ui", values: "{HH}:{mm}" as unknown as uPlot.Axis.Values, space: 60 },
      {
        ...axis,
        size: 62,
        font: "11px system-ui",
        space: 30,
        ...(panel.binary === true ? { incrs: binarySteps } : {}),
        values: (_plot, splits) =>
          splits.map((value) => {
            const { text, unit } = panel.figure(value);
            return `${text} ${unit}`;
          }),
      },
    ],
    series: [
      {},
      ...panel.lines.map((line, i) => ({
        label: line.name,
        stroke: colour(i === 0 ? "--data" : "--pair"),
        width: 1.5,
        points: { show: false },
        ...(panel.lines.length === 1 ? { fill: colour("--data-area") } : {}),
      })),
    ],
  };
}

interface Props {
  readonly panel: Panel;
  readonly columns: Columns;
  readonly fromMs: number;
  readonly toMs: number;
  readonly most: number | undefined;
  // Index of the sample under the crosshair; undefined: none.
  readonly onCursor: (index: number | undefined) => void;
}

export function Chart(props: Props) {
  let place!: HTMLDivElement;
  onMount(() => {
    let plot: uPlot | undefined;
    let builtFor: number | undefined;
    const build = () => {
      plot?.destroy();
      builtFor = props.most;
      const options = optionsOf(props.panel, place.clientWidth, props.most);
      options.hooks = { setCursor: [(self) => props.onCursor(self.cursor.idx ?? undefined)] };
      plot = new uPlot(options, props.columns, place);
      sync.sub(plot);
    };
    build();
    createEffect(() => {
      const { columns, fromMs, toMs } = props;
      if (props.most !== builtFor) build();
      plot?.setData(columns, false);
      plot?.setScale("x", { min: fromMs / 1000, max: toMs / 1000 });
    });
    const resized = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: heightPx }));
    resized.observe(place);
    const theme = matchMedia("(prefers-color-scheme: light)");
    theme.addEventListener("change", build);
    onCleanup(() => {
      theme.removeEventListener("change", build);
      resized.disconnect();
      if (plot !== undefined) sync.unsub(plot);
      plot?.destroy();
    });
  });
  return <div class="chart" ref={place} />;
}
