// What stands where no guest does: why that is so, as far as anybody knows.
import { createMemo, For, Show, type JSX } from "solid-js";
import { isGuest } from "../model/entity";
import { usePage } from "../page";
import { connectionsOf } from "../view/view";
import { emptinesses, type Emptiness } from "../words/finding_words";

function Why(props: { why: Emptiness }): JSX.Element {
  const { address } = usePage();
  return (
    <div class="no-guests">
      <p>{props.why.text}</p>
      <For each={props.why.remedy}>{(part) => ("command" in part ? <code>{part.command}</code> : <p>{part.words}</p>)}</For>
      <button type="button" onClick={() => address.change({ open: connectionsOf(props.why.source) })}>
        {`Connections of ${props.why.source}`}
      </button>
    </div>
  );
}

// `listed`: how many guests there are, in the search or not.
export function NoGuests(props: { listed: number }): JSX.Element {
  const { live, status, address } = usePage();
  // An empty list is one of the clusters that are looked at.
  const cluster = createMemo(() => address.view().node.split("/")[0] ?? "");
  const empty = createMemo(() =>
    cluster() === "" ? props.listed === 0 : !live.fleet.all().some((entity) => isGuest(entity) && entity.cluster === cluster()),
  );
  const whys = createMemo(() => {
    const newest = status.newest();
    return !empty() || newest === undefined ? [] : emptinesses(live.fleet.components(), newest, cluster());
  });
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
