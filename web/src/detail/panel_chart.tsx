// One chart with its heading: what it shows, its least, mean and most, and the value of now.
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { History, Series } from "../api/rest";
import { Chart, type ChartData } from "../charts/chart";
import { summaryOf, withGaps } from "../charts/summary";
import type { Entity } from "../model/entity";
import { dash, together } from "../words/numbers";
import { missing } from "../words/reason";
import { clock, moment } from "../words/times";
import { wholeOf, wholeWords, type Panel } from "./panels";

const dayMs = 24 * 3_600_000;

// Lines on one axis: the times of all, null where one has no point.
export function joined(panel: Panel, history: History): ChartData {
  const lines = panel.metrics.map((metric) => history.series.find((series) => series.metric === metric));
  const spread = lines.map((series) => (series === undefined ? undefined : withGaps(series, history.stepMs)));
  const timesMs = [...new Set(spread.flatMap((line) => line?.timesMs ?? []))].sort((one, other) => one - other);
  return {
    timesMs,
    lines: spread.map((line, index) => {
      const values = new Map(line?.timesMs.map((time, at) => [time, line.values[at] ?? null]));
      return { label: panel.names[index] ?? "", values: timesMs.map((time) => values.get(time) ?? null) };
    }),
  };
}

// Of more than a day the day as well.
const pointWords = (timeMs: number, history: History): string =>
  history.toMs - history.fromMs > dayMs ? moment(timeMs, history.toMs) : clock(timeMs);

export function PanelChart(props: {
  panel: Panel;
  entity: Entity;
  history: History;
  events: readonly number[];
}): JSX.Element {
  const data = createMemo(() => joined(props.panel, props.history));
  const series = (metric: string): Series | undefined => props.history.series.find((each) => each.metric === metric);
  const words = (value: number | undefined): string => (value === undefined ? dash : together(props.panel.figure(value)));
  const [point, setPoint] = createSignal<number>();
  // Of the point under the crosshair, or of now.
  const pointMs = (): number | undefined => {
    const index = point();
    return index === undefined ? undefined : data().timesMs[index];
  };
  const value = (metric: string, line: number): number | undefined => {
    const index = point();
    return pointMs() === undefined || index === undefined
      ? props.entity.metrics[metric]
      : (data().lines[line]?.values[index] ?? undefined);
  };
  const unknown = (): string => {
    const none = pointMs() === undefined && props.panel.metrics.every((metric) => props.entity.metrics[metric] === undefined);
    return none ? missing(props.entity) : "";
  };
  return (
    <section class="panel" aria-label={props.panel.label}>
      <h3>
        {props.panel.label}
        <Show when={pointMs()}>{(time) => <time>{pointWords(time(), props.history)}</time>}</Show>
        <For each={props.panel.metrics}>
          {(metric, index) => (
            <span class={`now line-${index()}`}>
              <Show when={props.panel.metrics.length > 1}>
                <i aria-hidden="true" />
                {`${props.panel.names[index()]}\u00a0`}
              </Show>
              <b>{words(value(metric, index()))}</b>
              <Show when={wholeWords(props.panel, props.entity.metrics)}>{(whole) => `\u00a0of\u00a0${whole()}`}</Show>
            </span>
          )}
        </For>
      </h3>
      <p class="summary">
        <Show when={unknown() !== ""}>
          <span>{`Unknown: ${unknown()}.`}</span>
        </Show>
        <For each={props.panel.metrics}>
          {(metric, index) => {
            const summary = () => {
              const own = series(metric);
              return own === undefined ? undefined : summaryOf(own);
            };
            return (
              <Show when={summary()}>
                {(own) => (
                  <span>
                    {props.panel.metrics.length > 1 ? `${props.panel.names[index()]} ` : ""}
                    {own().measured
                      ? `min ${words(own().least)}, avg ${words(own().mean)}, max ${words(own().most)}`
                      : `avg ${words(own().mean)}, of means from ${words(own().least)} to ${words(own().most)}`}
                  </span>
                )}
              </Show>
            );
          }}
        </For>
      </p>
      <Show when={data().timesMs.length > 1} fallback={<p class="nothing">{unknown() === "" ? "No history yet." : "No figures in this time."}</p>}>
        <Chart
          data={data()}
          fromMs={props.history.fromMs}
          toMs={props.history.toMs}
          whole={wholeOf(props.panel, props.entity.metrics)}
          events={props.events}
          label={`${props.panel.label} over time`}
          figure={(each) => props.panel.figure(each)}
          onPoint={setPoint}
        />
      </Show>
    </section>
  );
}
