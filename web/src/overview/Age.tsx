import { Show } from "solid-js";
import { duration } from "../format/figures";
import type { Entity } from "../model/entity";

// How old the figures are, where they are not fresh.
export function Age(props: { entity: Entity; nowMs: number }) {
  const seconds = () => (props.nowMs - (props.entity.timeMs ?? props.nowMs)) / 1000;
  return (
    <Show when={props.entity.quality === "stale"}>
      <span class="age"> · {duration(seconds())} old</span>
    </Show>
  );
}
