import { Show } from "solid-js";
import { bytesOf, digits, duration, percent, type Figure } from "../format/figures";
import type { Trail } from "../live/trails";
import type { Entity } from "../model/entity";
import { Bar } from "./Bar";
import { FigureText } from "./FigureText";
import { isOnline } from "./order";
import { Sparkline } from "./Sparkline";
import { Dot } from "./Dot";
import { Age } from "./Age";

function Line(props: { name: string; percent: number | undefined; figure: Figure }) {
  return (
    <div class="node-line">
      <span class="node-line-name">{props.name}</span>
      <Bar percent={props.percent} />
      <FigureText figure={props.figure} />
    </div>
  );
}

function coresOf(metrics: Entity["metrics"]): Figure {
  const total = metrics["cpu_count"];
  const ratio = metrics["cpu_usage_ratio"];
  if (total === undefined) return percent(metrics["cpu_usage_percent"]);
  return { text: `${ratio === undefined ? "–" : digits(ratio * total)} / ${total}`, unit: "cores" };
}

interface Props {
  readonly node: Entity;
  readonly trail: Trail;
  readonly nowMs: number;
  readonly open: boolean;
  readonly onOpen: () => void;
}

export function NodeCard(props: Props) {
  const metrics = () => props.node.metrics;
  return (
    <button class="node" classList={{ open: props.open, stale: props.node.quality === "stale" }} onClick={props.onOpen}>
      <span class="node-head">
        <Dot status={props.node.status} />
        <strong class="node-name">{props.node.name}</strong>
        <span class="quiet">
          <Show when={isOnline(props.node)} fallback={props.node.status ?? "not known"}>
            up {duration(metrics()["uptime_seconds"])}
          </Show>
          <Age entity={props.node} nowMs={props.nowMs} />
        </span>
      </span>
      <Line name="CPU" percent={metrics()["cpu_usage_percent"]} figure={coresOf(metrics())} />
      <Line
        name="Memory"
        percent={metrics()["memory_used_percent"]}
        figure={bytesOf(metrics()["memory_used_bytes"], metrics()["memory_total_bytes"])}
      />
      <Line
        name="Root"
        percent={metrics()["disk_used_percent"]}
        figure={bytesOf(metrics()["disk_used_bytes"], metrics()["disk_total_bytes"])}
      />
      <Sparkline trail={props.trail} nowMs={props.nowMs} width={240} height={24} />
    </button>
  );
}
