// What is wrong, in words, above all else. Nothing stands here where nothing is.
import { Index, Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { connectionsOf } from "../view/view";
import type { Trouble } from "../words/trouble";

// What a line opens: what it is about.
const opens = (trouble: Trouble): string => trouble.entity ?? (trouble.source === undefined ? "" : connectionsOf(trouble.source));

export function TroubleList(): JSX.Element {
  const { address, troubles } = usePage();
  return (
    <Show when={troubles().length > 0}>
      <ul class="troubles" aria-label="Trouble">
        <Index each={troubles()}>
          {(trouble) => (
            <li class={trouble().grave ? "grave" : "mild"}>
              <b>{trouble().grave ? "Act" : "Look"}</b>
              <Show when={opens(trouble()) !== ""} fallback={<span>{trouble().text}</span>}>
                <button type="button" class="link" onClick={() => address.change({ open: opens(trouble()) })}>
                  {trouble().text}
                </button>
              </Show>
            </li>
          )}
        </Index>
      </ul>
    </Show>
  );
}
