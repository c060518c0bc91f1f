import { createMemo, Show, type JSX } from "solid-js";
import type { Entity } from "../model/entity";
import { byteRate, bytes, digits, type Figure } from "../format/figures";
import { FigureText } from "./FigureText";
import { totalsOf } from "./totals";

function Total(props: { name: string; figure: Figure; children: JSX.Element }) {
  return (
    <div class="total">
      <div class="total-name">{props.name}</div>
      <div class="total-value">
        <FigureText figure={props.figure} />
      </div>
      <div class="total-of">{props.children}</div>
    </div>
  );
}

const cores = (value: number | undefined): Figure =>
  value === undefined ? { text: "–", unit: "" } : { text: digits(value), unit: value === 1 ? "core" : "cores" };

const plain = (figure: Figure): string => `${figure.text} ${figure.unit}`.trim();

export function TotalsStrip(props: { entities: readonly Entity[] }) {
  const totals = createMemo(() => totalsOf(props.entities));
  return (
    <section class="totals" aria-label="Totals">
      <Total name="CPU" figure={cores(totals().coresUsed)}>
        of {totals().cores ?? "–"} cores
      </Total>
      <Total name="Memory" figure={bytes(totals().memoryUsed)}>
        of {plain(bytes(totals().memory))}
      </Total>
      <Total name="Storage" figure={bytes(totals().storageUsed)}>
        of {plain(bytes(totals().storage))}
      </Total>
      <Total name="Network in" figure={byteRate(totals().receive)}>
        {plain(byteRate(totals().transmit))} out
      </Total>
      <Total name="Guests" figure={{ text: String(totals().running), unit: "running" }}>
        of {totals().guests} on {totals().nodes} {totals().nodes === 1 ? "node" : "nodes"}
        <Show when={totals().unknown > 0}>
          <span class="look-text"> · {totals().unknown} unknown</span>
        </Show>
      </Total>
    </section>
  );
}
