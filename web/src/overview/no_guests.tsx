// What stands where no guest does: why that is so, as far as anybody knows.
import { For, Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { connectionsAt, connectionsOf } from "../view/view";
import type { Emptiness } from "../words/finding_words";

function Why(props: { why: Emptiness }): JSX.Element {
  const { address } = usePage();
  return (
    <div class="no-guests">
      <p>{props.why.text}</p>
      {/* The connections have it as well, with what copies it. */}
      <Show when={connectionsAt(address.view().open) === undefined}>
        <For each={props.why.remedy}>{(part) => ("command" in part ? <code>{part.command}</code> : <p>{part.words}</p>)}</For>
      </Show>
      <button type="button" onClick={() => address.change({ open: connectionsOf(props.why.source) })}>
        {`Connections of ${props.why.source}`}
      </button>
    </div>
  );
}

export function NoGuests(): JSX.Element {
  const { live, status, address, emptiness } = usePage();
  const { empty, whys } = emptiness;
  const words = (): string => {
    if (!live.fleet.ready()) return "Waiting for figures.";
    if (!empty()) return address.view().query === "" ? "No guest is on this node." : "No guest matches the search.";
    const failure = status.failure();
    if (status.newest() !== undefined) return "No guests yet.";
    return failure === undefined ? "Asking why there is no guest." : `No guest is known, and why cannot be asked: ${failure.why}.`;
  };
  return (
    <Show when={whys().length > 0} fallback={<p class="nothing">{words()}</p>}>
      <section class="nothing" role="status" aria-label="Why no guest is listed">
        <h3>No guest is listed</h3>
        <For each={whys()}>{(why) => <Why why={why} />}</For>
      </section>
    </Show>
  );
}
