import { For, Show } from "solid-js";
import type { Trouble } from "./troubles";

export function Troubles(props: { troubles: readonly Trouble[] }) {
  return (
    <Show when={props.troubles.length > 0}>
      <ul class="troubles" role="status">
        <For each={props.troubles}>
          {(trouble) => (
            <li class={trouble.level}>
              <span class="mark" aria-hidden="true">
                {trouble.level === "act" ? "■" : "▲"}
              </span>
              <span>
                <strong>{trouble.subject}</strong> {trouble.sentence}
              </span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
