// The line of totals above everything.
import { Show, type JSX } from "solid-js";
import { bytesPerSecond, dash, ofBytes, threeDigits, type Figure } from "../words/numbers";
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

function cores(sums: Sums): Figure {
  if (sums.busyCores === undefined || sums.cores === undefined) return { value: dash, unit: "" };
  return { value: threeDigits(sums.busyCores), unit: `of ${sums.cores} cores` };
}

export function Totals(props: { sums: Sums }): JSX.Element {
  return (
    <dl class="totals" aria-label="Totals">
      <Total label="Nodes" age={props.sums.nodesAge}>
        {props.sums.nodesOnline}
        <small>{`\u00a0of ${props.sums.nodes} online`}</small>
      </Total>
      <Total label="CPU" age={props.sums.nodesAge}>
        <FigureText figure={cores(props.sums)} />
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
        {props.sums.running}
        <small>
          {"\u00a0running"}
          <Show when={props.sums.stopped > 0}>{`, ${props.sums.stopped} stopped`}</Show>
          <Show when={props.sums.otherwise > 0}>{`, ${props.sums.otherwise} other`}</Show>
        </small>
      </Total>
    </dl>
  );
}
