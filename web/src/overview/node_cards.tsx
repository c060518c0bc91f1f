// The nodes, each with its four figures as bars or lines.
import { createMemo, For, Show, type JSX } from "solid-js";
import { stateWords, type Age } from "../live/age";
import { isNode, uptimeMs, type Entity, type Quality } from "../model/entity";
import { usePage } from "../page";
import { fullWords, measureQuality, nodeMeasures, ratioOf, type Measure } from "../words/measures";
import { span } from "../words/times";
import { Sparkline } from "../charts/sparkline";
import { isDash, reason } from "../words/reason";
import { FigureText, Spoken } from "./figure";
import { Bar } from "./bar";
import { StatusMark } from "./status_mark";

function NodeFigure(props: { node: Entity; measure: Measure }): JSX.Element {
  const { live, trends, slotTime } = usePage();
  const figure = () => props.measure.figure(props.node.metrics);
  const quality = (): Quality => measureQuality(props.measure, props.node);
  const why = (): string => reason(props.node, figure(), quality(), live.age(props.node));
  const full = (): string => fullWords(props.measure, props.node.metrics);
  const line = () => trends.line(props.node, props.measure, slotTime());
  return (
    <div class="node-figure" classList={{ old: quality() === "stale" }}>
      <span>{props.measure.id === "disk" ? "Disk" : props.measure.label}</span>
      <Show when={props.measure.whole(props.node.metrics) !== undefined} fallback={<i />}>
        <Bar ratio={ratioOf(props.measure, props.node.metrics)} />
      </Show>
      <Sparkline line={line()} whole={props.measure.whole(props.node.metrics)} />
      <b title={[full(), why()].filter(Boolean).join(", ")}>
        <FigureText figure={figure()} />
        <Spoken words={isDash(figure()) ? why() : ""} />
      </b>
    </div>
  );
}

function NodeCard(props: { id: string; clusters: boolean }): JSX.Element {
  const { live, address, cursor } = usePage();
  const node = () => live.fleet.entity(props.id);
  const age = createMemo((): Age => {
    const known = node();
    return known === undefined ? { old: false, stateOld: false, ms: undefined } : live.age(known);
  });
  const open = (): void => address.change({ open: address.view().open === props.id ? "" : props.id });
  return (
    <Show when={node()}>
      {(entity) => (
        <li
          class="node"
          classList={{ old: age().old, chosen: address.view().open === props.id, cursor: cursor() === props.id }}
        >
          <button type="button" class="node-name" onClick={open}>
            <StatusMark status={entity().status} stale={age().stateOld} words={stateWords(entity(), age())} />
            <b>{entity().name}</b>
            <Show when={props.clusters}>
              <small>{entity().cluster}</small>
            </Show>
            <span>
              {entity().status === "online" && !age().old
                ? `up ${span(uptimeMs(entity()))}`
                : stateWords(entity(), age())}
            </span>
          </button>
          <For each={nodeMeasures}>{(measure) => <NodeFigure node={entity()} measure={measure} />}</For>
        </li>
      )}
    </Show>
  );
}

export function NodeCards(): JSX.Element {
  const { live, address } = usePage();
  const clusters = createMemo(() => live.fleet.manyClusters());
  const ids = createMemo(() => {
    const chosen = address.view().node;
    return live.fleet
      .all()
      .filter((entity) => isNode(entity) && (chosen === "" || entity.id === chosen))
      .map((entity) => entity.id)
      .sort((one, other) => one.localeCompare(other, undefined, { numeric: true }));
  });
  return (
    <ul class="nodes" aria-label="Nodes">
      <For each={ids()}>{(id) => <NodeCard id={id} clusters={clusters()} />}</For>
    </ul>
  );
}
