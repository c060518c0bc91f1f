// One figure of an entity, with its line: a dash where it is unknown, faded where it is old or an estimate.
import { Show, type JSX } from "solid-js";
import { Sparkline } from "../charts/sparkline";
import type { Age } from "../live/age";
import type { Entity, Quality } from "../model/entity";
import { usePage } from "../page";
import { measureQuality, type Measure } from "../words/measures";
import { dash, together, type Figure } from "../words/numbers";
import { span } from "../words/times";

export function FigureText(props: { figure: Figure }): JSX.Element {
  return (
    <>
      {props.figure.value}
      <Show when={props.figure.unit !== ""}>
        <small>{`\u00a0${props.figure.unit}`}</small>
      </Show>
    </>
  );
}

// Why a figure is missing or pale, in words.
export function reason(entity: Entity, figure: Figure, quality: Quality, age: Age): string {
  if (figure.value === dash || figure.value.startsWith(`${dash} `)) {
    if (entity.status === "stopped") return "unknown: it is stopped";
    if (entity.status === "offline") return "unknown: its node is offline";
    return "unknown: the source does not say";
  }
  const ago = age.ms === undefined ? "" : `, of ${span(age.ms)} ago`;
  if (quality === "estimated") return `estimated${ago}`;
  if (age.old || quality === "held" || quality === "stale") return `last known${ago}`;
  return "";
}

// What stands before a figure where there is no heading above it.
const shortLabels: Readonly<Record<Measure["id"], string>> = { cpu: "CPU", memory: "Mem", disk: "I/O", network: "Net" };

export function MeasureFigure(props: { entity: Entity; measure: Measure }): JSX.Element {
  const { live, trends, slotTime } = usePage();
  const figure = (): Figure => props.measure.figure(props.entity.metrics);
  const quality = (): Quality => measureQuality(props.measure, props.entity);
  const why = (): string => reason(props.entity, figure(), quality(), live.age(props.entity));
  return (
    <span
      data-label={shortLabels[props.measure.id]}
      class={`figure figure-${props.measure.id}`}
      title={why() || `${props.measure.label} ${together(figure())}`}
    >
      <Sparkline
        line={trends.line(props.entity, props.measure, slotTime())}
        whole={props.measure.whole(props.entity.metrics)}
      />
      <b class={quality() === "estimated" ? "estimated" : ""}>
        <FigureText figure={figure()} />
      </b>
    </span>
  );
}
