// Where several clusters are watched: the totals of all and of each, as the server makes them.
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { Entity, Quality } from "../model/entity";
import { usePage } from "../page";
import { network } from "../words/measures";
import type { StateCount } from "../words/states";
import { bytes, bytesPerSecond, coresOf, count, ofBytes, someOf, type Figure } from "../words/numbers";
import { span } from "../words/times";
import { hashOf } from "../view/view";
import { figuresOf, fleetKey, silentWords, totalQuality, totalWords, type Figures } from "./figures_of";
import { FigureText, Spoken } from "./figure";
import { StateWords } from "./state_words";
import { unusualStates } from "./sums";

const shownAtFirst = 8;

interface Column {
  readonly id: string;
  readonly label: string;
  // What it is made of, whose quality is that of the figure.
  readonly metrics: readonly string[];
  figure(figures: Figures): Figure;
  // What that does not tell apart.
  readonly states?: "guestStates" | "storageStates";
}

const columns: readonly Column[] = [
  { id: "nodes", label: "Nodes", metrics: ["nodes_online_count", "nodes_count"], figure: (all) => someOf(all.nodesOnline, all.nodes, "online") },
  { id: "cpu", label: "CPU", metrics: ["cpu_usage_ratio", "cpu_count"], figure: (all) => coresOf(all.busyCores, all.cores) },
  { id: "cpu-given", label: "CPU allocated", metrics: ["guests_cpu_count"], figure: (all) => count(all.allocatedCores) },
  { id: "memory", label: "Memory", metrics: ["memory_used_bytes", "memory_total_bytes"], figure: (all) => ofBytes(all.memoryUsed, all.memoryTotal) },
  { id: "memory-given", label: "Memory allocated", metrics: ["guests_memory_total_bytes"], figure: (all) => bytes(all.allocatedMemory) },
  { id: "storage", label: "Storage", metrics: ["disk_used_bytes", "disk_total_bytes"], figure: (all) => ofBytes(all.storageUsed, all.storageTotal), states: "storageStates" },
  { id: "network", label: "Network", metrics: network.metrics, figure: (all) => bytesPerSecond(all.network) },
  { id: "guests", label: "Guests", metrics: ["guests_running_count", "guests_count"], figure: (all) => someOf(all.running, all.guests, "running"), states: "guestStates" },
];

type States = ReturnType<typeof unusualStates>;

function Cell(props: { entity: Entity; column: Column; old: boolean; states: States | undefined }): JSX.Element {
  const quality = (): Quality => totalQuality(props.entity, props.column.metrics);
  const words = (): string => totalWords(quality(), props.old);
  // What is of now in part slants; where the other part is old it is pale as well.
  const old = (): boolean => quality() === "stale" || quality() === "held";
  // Of a cluster that is not heard all of it is last known, which is said already.
  const states = (): readonly StateCount[] => (props.old || props.column.states === undefined ? [] : (props.states?.[props.column.states] ?? []));
  return (
    <span role="cell" class={`total-${props.column.id}`} data-label={props.column.label} title={words()}>
      <b classList={{ estimated: words().startsWith("a part"), old: old() }}>
        <FigureText figure={props.column.figure(figuresOf(props.entity))} />
        <Spoken words={words()} />
      </b>
      <Show when={states().length > 0}>
        <small class="states">
          <StateWords counts={states()} before=" " />
        </small>
      </Show>
    </span>
  );
}

function Line(props: { id: string; name: string; silent: string; states: States | undefined }): JSX.Element {
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
            <For each={columns}>{(column) => <Cell entity={entity()} column={column} old={old()} states={props.states} />}</For>
          </div>
        );
      }}
    </Show>
  );
}

// By the key of the cluster's totals, and of those of all.
function statesOfClusters(entities: readonly Entity[]): ReadonlyMap<string, States> {
  const parts = new Map<string, Entity[]>();
  for (const entity of entities) {
    const part = parts.get(entity.cluster);
    if (part === undefined) parts.set(entity.cluster, [entity]);
    else part.push(entity);
  }
  const each = [...parts].map(([cluster, part]) => [`${cluster}/cluster/${cluster}`, unusualStates(part)] as const);
  return new Map([[fleetKey, unusualStates(entities)], ...each]);
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
  const states = createMemo(() => statesOfClusters(live.fleet.all()));
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
        <Line id={fleetKey} name="All clusters" silent={silent()} states={states().get(fleetKey)} />
        <For each={shown()}>{(id) => <Line id={id} name={live.fleet.entity(id)?.name ?? id} silent="" states={states().get(id)} />}</For>
      </div>
      <Show when={rest() > 0}>
        <button type="button" class="link" aria-expanded={whole()} onClick={() => setWhole(!whole())}>
          {whole() ? `Only the first ${shownAtFirst}` : `${rest()} more clusters`}
        </button>
      </Show>
    </section>
  );
}
