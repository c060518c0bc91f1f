// One figure of an entity, with its line: a dash where it is unknown, faded where it is old or an estimate.
import { Show, type JSX } from "solid-js";
import { Sparkline } from "../charts/sparkline";
import type { Entity, Quality } from "../model/entity";
import { usePage } from "../page";
import { fullWords, measureQuality, type Measure } from "../words/measures";
import type { Figure } from "../words/numbers";
import { isDash, reason } from "../words/reason";

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

// For those who hear the page: what others see by a colour, a dash or a place.
export function Spoken(props: { words: string }): JSX.Element {
  return (
    <Show when={props.words !== ""}>
      <span class="spoken">{` ${props.words}`}</span>
    </Show>
  );
}

// What stands before a figure where there is no heading above it.
const shortLabels: Readonly<Record<Measure["id"], string>> = { cpu: "CPU", memory: "Mem", disk: "I/O", network: "Net" };

export function MeasureFigure(props: { entity: Entity; measure: Measure }): JSX.Element {
  const { live, trends, slotTime } = usePage();
  const figure = (): Figure => props.measure.figure(props.entity.metrics);
  const quality = (): Quality => measureQuality(props.measure, props.entity);
  const why = (): string => reason(props.entity, figure(), quality(), live.age(props.entity));
  const full = (): string => fullWords(props.measure, props.entity.metrics);
  return (
    <span
      data-label={shortLabels[props.measure.id]}
      class={`figure figure-${props.measure.id}`}
      title={[full(), why()].filter(Boolean).join(", ")}
    >
      <Sparkline
        line={trends.line(props.entity, props.measure, slotTime())}
        whole={props.measure.whole(props.entity.metrics)}
      />
      <b class={quality() === "estimated" ? "estimated" : ""}>
        <FigureText figure={figure()} />
        <Spoken words={isDash(figure()) ? why() : ""} />
      </b>
    </span>
  );
}
