// What is wrong, in words, above the nodes. Nothing stands here where nothing is.
import { createMemo, Index, Show, type JSX } from "solid-js";
import { isGuest, isNode } from "../model/entity";
import { usePage } from "../page";
import { troubles } from "../words/trouble";

export function TroubleList(): JSX.Element {
  const { live, address } = usePage();
  const all = createMemo(() => {
    const entities = live.fleet.all();
    return troubles(live.fleet.components(), entities.filter(isNode), entities.filter(isGuest), live.nowMs());
  });
  return (
    <Show when={all().length > 0}>
      <ul class="troubles" aria-label="Trouble">
        <Index each={all()}>
          {(trouble) => (
            <li class={trouble().grave ? "grave" : "mild"}>
              <b>{trouble().grave ? "Act" : "Look"}</b>
              <Show when={trouble().entity} fallback={<span>{trouble().text}</span>}>
                <button type="button" class="link" onClick={() => address.change({ open: trouble().entity ?? "" })}>
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
