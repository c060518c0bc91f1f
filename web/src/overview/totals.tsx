// The line of totals.
import { Show, type JSX } from "solid-js";
import { bytesPerSecond, coresOf, dash, ofBytes, someOf } from "../words/numbers";
import { span } from "../words/times";
import { FigureText } from "./figure";
import { sumAgeWords, type SumAge, type Sums } from "./sums";

function Total(props: { label: string; age: SumAge; children: JSX.Element }): JSX.Element {
  const age = (): string => sumAgeWords(props.age, span);
  return (
    <div class="total" classList={{ old: props.age.old > 0 && props.age.old === props.age.many }}>
      <dt>
        {props.label}
        <Show when={age() !== ""}>
          <small class="age">{age()}</small>
        </Show>
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}

export function Totals(props: { sums: Sums }): JSX.Element {
  return (
    <dl class="totals" aria-label="Totals">
      <Total label="Nodes" age={props.sums.nodesAge}>
        <FigureText figure={someOf(props.sums.nodesOnline, props.sums.nodes, "online")} />
      </Total>
      <Total label="CPU" age={props.sums.nodesAge}>
        <FigureText figure={coresOf(props.sums.busyCores, props.sums.cores)} />
      </Total>
      <Total label="Memory" age={props.sums.nodesAge}>
        <FigureText figure={ofBytes(props.sums.memoryUsed, props.sums.memoryTotal)} />
      </Total>
      <Total label="Storage" age={props.sums.storageAge}>
        <FigureText figure={ofBytes(props.sums.storageUsed, props.sums.storageTotal)} />
      </Total>
      <Total label="Network" age={props.sums.nodesAge}>
        <FigureText figure={bytesPerSecond(props.sums.network)} />
      </Total>
      <Total label="Guests" age={props.sums.guestsAge}>
        {props.sums.running ?? dash}
        <small class="states">
          <Show when={props.sums.running !== undefined}>{"\u00a0running"}</Show>
          <Show when={props.sums.stopped > 0}>{`, ${props.sums.stopped} stopped`}</Show>
          <Show when={props.sums.unknown > 0}>{`, ${props.sums.unknown} unknown`}</Show>
          <Show when={props.sums.otherwise > 0}>{`, ${props.sums.otherwise} other`}</Show>
        </small>
      </Total>
    </dl>
  );
}
