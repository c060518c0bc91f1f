import { Show } from "solid-js";
import type { Figure } from "../format/figures";

// A figure with its unit small and quiet.
export function FigureText(props: { figure: Figure; why?: string }) {
  return (
    <span class="figure" title={props.figure.text === "–" ? (props.why ?? "not known") : undefined}>
      {props.figure.text}
      <Show when={props.figure.unit !== ""}>
        <span class="unit"> {props.figure.unit}</span>
      </Show>
    </span>
  );
}
