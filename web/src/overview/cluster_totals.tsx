// Where several clusters are watched: the totals of all and of each, as the server makes them.
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { Entity, Quality } from "../model/entity";
import { usePage } from "../page";
import { network } from "../words/measures";
import { bytes, bytesPerSecond, coresOf, count, ofBytes, someOf, type Figure } from "../words/numbers";
import { span } from "../words/times";
import { hashOf } from "../view/view";
import { figuresOf, fleetKey, silentWords, totalQuality, totalWords, type Figures } from "./figures_of";
import { FigureText, Spoken } from "./figure";

const shownAtFirst = 8;

interface Column {
  readonly id: string;
  readonly label: string;
  // What it is made of, whose quality is that of the figure.
  readonly metrics: readonly string[];
  figure(figures: Figures): Figure;
}

const columns: readonly Column[] = [
  { id: "nodes", label: "Nodes", metrics: ["nodes_online_count", "nodes_count"], figure: (all) => someOf(all.nodesOnline, all.nodes, "online") },
  { id: "cpu", label: "CPU", metrics: ["cpu_usage_ratio", "cpu_count"], figure: (all) => coresOf(all.busyCores, all.cores) },
  { id: "cpu-given", label: "CPU allocated", metrics: ["guests_cpu_count"], figure: (all) => count(all.allocatedCores) },
  { id: "memory", label: "Memory", metrics: ["memory_used_bytes", "memory_total_bytes"], figure: (all) => ofBytes(all.memoryUsed, all.memoryTotal) },
  { id: "memory-given", label: "Memory allocated", metrics: ["guests_memory_total_bytes"], figure: (all) => bytes(all.allocatedMemory) },
  { id: "storage", label: "Storage", metrics: ["disk_used_bytes", "disk_total_bytes"], figure: (all) => ofBytes(all.storageUsed, all.storageTotal) },
  { id: "network", label: "Network", metrics: network.metrics, figure: (all) => bytesPerSecond(all.network) },
  { id: "guests", label: "Guests", metrics: ["guests_running_count", "guests_count"], figure: (all) => someOf(all.running, all.guests, "running") },
];

function Cell(props: { entity: Entity; column: Column; old: boolean }): JSX.Element {
  const quality = (): Quality => totalQuality(props.entity, props.column.metrics);
  const words = (): string => totalWords(quality(), props.old);
  // What is of now in part slants; where the other part is old it is pale as well.
  const old = (): boolean => quality() === "stale" || quality() === "held";
  return (
    <span role="cell" class={`total-${props.column.id}`} data-label={props.column.label} title={words()}>
      <b classList={{ estimated: words().startsWith("a part"), old: old() }}>
        <FigureText figure={props.column.figure(figuresOf(props.entity))} />
        <Spoken words={words()} />
      </b>
    </span>
  );
}

function Line(props: { id: string; name: string; silent: string }): JSX.Element {
  const { live, address } = usePage();
  const view = () => address.view();
  return (
    <Show when={live.fleet.entity(props.id)}>
      {(entity) => {
        const age = () => live.age(entity());
        const ago = (): string => props.silent || (!age().old ? "" : age().ms === undefined ? "last known" : `${span(age().ms)} old`);
        // A line that is made of others is of now as long as any of them is.
        const old = (): boolean => age().old && props.silent === "";
        return (
          <div role="row" class="cluster" data-key={props.id} classList={{ whole: props.id === fleetKey, old: old(), chosen: view().open === props.id }}>
            <span role="rowheader" class="total-name">
              <a href={hashOf({ ...view(), open: view().open === props.id ? "" : props.id })}>{props.name}</a>
              <Show when={ago() !== ""}>
                <small class="age">{ago()}</small>
              </Show>
            </span>
            <For each={columns}>{(column) => <Cell entity={entity()} column={column} old={old()} />}</For>
          </div>
        );
      }}
    </Show>
  );
}

export function ClusterTotals(props: { clusters: readonly string[] }): JSX.Element {
  const { live } = usePage();
  const [whole, setWhole] = createSignal(false);
  const shown = createMemo(() => (whole() ? props.clusters : props.clusters.slice(0, shownAtFirst)));
  // Which clusters are not heard, as long as any is.
  const silent = createMemo(() => {
    const old = props.clusters.flatMap((id) => {
      const cluster = live.fleet.entity(id);
      return cluster !== undefined && live.age(cluster).old ? [cluster.name] : [];
    });
    return old.length === props.clusters.length ? "" : silentWords(old, props.clusters.length);
  });
  const rest = (): number => props.clusters.length - shownAtFirst;
  return (
    <section class="clusters" aria-label="Totals">
      <div role="table" aria-label="Totals of all clusters and of each">
        <div role="row" class="cluster head-line">
          <span role="columnheader" class="total-name">
            Cluster
          </span>
          <For each={columns}>
            {(column) => (
              <span role="columnheader" class={`total-${column.id}`}>
                {column.label}
              </span>
            )}
          </For>
        </div>
        <Line id={fleetKey} name="All clusters" silent={silent()} />
        <For each={shown()}>{(id) => <Line id={id} name={live.fleet.entity(id)?.name ?? id} silent="" />}</For>
      </div>
      <Show when={rest() > 0}>
        <button type="button" class="link" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
          {whole() ? `Only the first ${shownAtFirst}` : `${rest()} more clusters`}
        </button>
      </Show>
    </section>
  );
}
