import { createMemo } from "solid-js";
import { trailLengthMs, type Trail } from "../live/trails";
import { pathsOf } from "./linePath";

// The last quarter of an hour of a share in percent, from 0 to at least 25.
export function Sparkline(props: { trail: Trail; nowMs: number; width: number; height: number }) {
  const paths = createMemo(() => {
    const { timesMs, values } = props.trail;
    const most = Math.max(25, ...values.map((value) => value ?? 0));
    // In whole samples, so that the line moves with the data and not with the clock.
    const toMs = Math.max(timesMs.at(-1) ?? 0, props.nowMs - 60_000);
    const box = { width: props.width, height: props.height, fromMs: toMs - trailLengthMs, toMs, most };
    return pathsOf(timesMs, values, box);
  });
  return (
    <svg
      class="spark"
      width={props.width}
      height={props.height}
      viewBox={`0 0 ${props.width} ${props.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="spark-area" d={paths().area} />
      <path class="spark-line" d={paths().line} />
    </svg>
  );
}
