// The line of totals.
import { Show, type JSX } from "solid-js";
import type { Entity } from "../model/entity";
import { cpu, memory, network } from "../words/measures";
import { bytesPerSecond, coresOf, dash, ofBytes, someOf } from "../words/numbers";
import { span } from "../words/times";
import { FigureText, Spoken } from "./figure";
import { totalQuality, totalWords } from "./figures_of";
import { StateWords } from "./state_words";
import { sumAgeWords, type SumAge, type Sums } from "./sums";

// `metrics`: what it is made of in `told`, the server's totals.
function Total(props: { label: string; age: SumAge; told: Entity | undefined; metrics: readonly string[]; children: JSX.Element }): JSX.Element {
  const age = (): string => sumAgeWords(props.age, span);
  const old = (): boolean => props.age.old > 0 && props.age.old === props.age.many;
  const words = (): string => (props.told === undefined || old() ? "" : totalWords(totalQuality(props.told, props.metrics), false));
  return (
    <div class="total" classList={{ old: old() }}>
      <dt>
        {props.label}
        <Show when={age() !== ""}>
          <small class="age">{age()}</small>
        </Show>
      </dt>
      <dd title={words()} classList={{ estimated: words().startsWith("a part") }}>
        {props.children}
        <Spoken words={words()} />
      </dd>
    </div>
  );
}

export function Totals(props: { sums: Sums }): JSX.Element {
  return (
    <dl class="totals" aria-label="Totals">
      <Total label="Nodes" age={props.sums.nodesAge} told={props.sums.told} metrics={["nodes_online_count"]}>
        <FigureText figure={someOf(props.sums.nodesOnline, props.sums.nodes, "online")} />
        <small class="states">
          <StateWords counts={props.sums.nodeStates} />
        </small>
      </Total>
      <Total label="CPU" age={props.sums.cpuAge} told={props.sums.told} metrics={cpu.metrics}>
        <FigureText figure={coresOf(props.sums.busyCores, props.sums.cores)} />
      </Total>
      <Total label="Memory" age={props.sums.memoryAge} told={props.sums.told} metrics={memory.metrics}>
        <FigureText figure={ofBytes(props.sums.memoryUsed, props.sums.memoryTotal)} />
      </Total>
      <Total label="Storage" age={props.sums.storageAge} told={props.sums.told} metrics={["disk_used_bytes"]}>
        <FigureText figure={ofBytes(props.sums.storageUsed, props.sums.storageTotal)} />
        <small class="states">
          <StateWords counts={props.sums.storageStates} of={props.sums.storages} />
        </small>
      </Total>
      <Total label="Network" age={props.sums.networkAge} told={props.sums.told} metrics={network.metrics}>
        <FigureText figure={bytesPerSecond(props.sums.network)} />
      </Total>
      <Total label="Guests" age={props.sums.guestsAge} told={props.sums.told} metrics={["guests_running_count"]}>
        {props.sums.running ?? dash}
        <small class="states">
          <Show when={props.sums.running !== undefined}>{"\u00a0running"}</Show>
          <Show when={props.sums.stopped > 0}>{`, ${props.sums.stopped}\u00a0stopped`}</Show>
          <StateWords counts={props.sums.guestStates} />
        </small>
      </Total>
    </dl>
  );
}
