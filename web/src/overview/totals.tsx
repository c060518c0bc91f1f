// The line of totals above everything.
import { Show, type JSX } from "solid-js";
import { bytesPerSecond, dash, ofBytes, threeDigits, type Figure } from "../words/numbers";
import { FigureText } from "./figure";
import type { Sums } from "./sums";

function Total(props: { label: string; children: JSX.Element }): JSX.Element {
  return (
    <div class="total">
      <dt>{props.label}</dt>
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
      <Total label="Nodes">
        {props.sums.nodesOnline}
        <small>{`\u00a0of ${props.sums.nodes} online`}</small>
      </Total>
      <Total label="CPU">
        <FigureText figure={cores(props.sums)} />
      </Total>
      <Total label="Memory">
        <FigureText figure={ofBytes(props.sums.memoryUsed, props.sums.memoryTotal)} />
      </Total>
      <Total label="Storage">
        <FigureText figure={ofBytes(props.sums.storageUsed, props.sums.storageTotal)} />
      </Total>
      <Total label="Network">
        <FigureText figure={bytesPerSecond(props.sums.network)} />
      </Total>
      <Total label="Guests">
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
