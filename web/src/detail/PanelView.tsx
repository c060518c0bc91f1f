import { createSignal, For, Show } from "solid-js";
import { clockWithSeconds, type Figure } from "../format/figures";
import type { Series } from "../live/api";
import type { Entity } from "../model/entity";
import { FigureText } from "../overview/FigureText";
import { Chart } from "./Chart";
import type { Panel } from "./panels";
import { summaryOf } from "./summary";
import { columnsOf } from "./table";

interface Props {
  readonly panel: Panel;
  readonly entity: Entity;
  readonly series: readonly Series[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

const plain = (figure: Figure) => `${figure.text} ${figure.unit}`.trim();

export function PanelView(props: Props) {
  const [cursor, setCursor] = createSignal<number | undefined>();
  const mine = () =>
    props.panel.lines.map(
      (line) =>
        props.series.find((each) => each.metric === line.metric) ?? {
          entity: props.entity.id,
          metric: line.metric,
          timesMs: [],
          values: [],
        },
    );
  const columns = () => columnsOf(mine(), 3 * Math.max(props.stepMs, 10_000));
  const most = () => props.panel.most ?? (props.panel.total && props.entity.metrics[props.panel.total]) ?? undefined;
  const value = (index: number) => {
    const at = cursor();
    if (at !== undefined) return columns()[index + 1]?.[at] ?? undefined;
    return props.entity.metrics[props.panel.lines[index]!.metric];
  };
  const summary = (index: number) => {
    const found = summaryOf(mine()[index]!.values);
    if (found === undefined) return "";
    const { figure } = props.panel;
    return `avg ${plain(figure(found.mean))} · max ${plain(figure(found.most))}`;
  };
  return (
    <Show when={mine().some((series) => series.timesMs.length > 0)}>
      <section class="panel">
        <header>
          <h3>{props.panel.title}</h3>
          <span class="quiet at">
            <Show when={cursor()}>{(at) => clockWithSeconds((columns()[0][at()] ?? 0) * 1000)}</Show>
          </span>
        </header>
        <For each={props.panel.lines}>
          {(line, index) => (
            <div class="legend">
              <span class={`key ${index() === 0 ? "data" : "pair"}`} aria-hidden="true" />
              <span class="legend-name">{line.name}</span>
              <FigureText figure={props.panel.figure(value(index()))} />
              <span class="quiet">{summary(index())}</span>
            </div>
          )}
        </For>
        <Chart
          panel={props.panel}
          columns={columns()}
          fromMs={props.fromMs}
          toMs={props.toMs}
          most={most() === 0 ? undefined : (most() as number | undefined)}
          onCursor={setCursor}
        />
      </section>
    </Show>
  );
}
