// What is wrong first, then totals, nodes and guests.
import { createMemo, Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { ClusterTotals } from "./cluster_totals";
import { fleetKey } from "./figures_of";
import { GuestTable } from "./guest_table";
import { NodeCards } from "./node_cards";
import type { Row } from "./order";
import { sumsOf } from "./sums";
import { RecordedHint } from "./recorded_hint";
import { StatelessHint } from "./stateless_hint";
import { StorageList } from "./storage_list";
import { Totals } from "./totals";
import { TroubleList } from "./trouble_list";

export function Overview(props: { rows: readonly Row[] }): JSX.Element {
  const { live } = usePage();
  const sums = createMemo(() => sumsOf(live.fleet.all(), (entity) => live.age(entity)));
  // Without the server's totals there is nothing to say of each.
  const clusters = createMemo(
    () =>
      live.fleet.entity(fleetKey) === undefined
        ? []
        : live.fleet
            .all()
            .filter((entity) => entity.kind === "cluster")
            .map((entity) => entity.id)
            .sort((one, other) => one.localeCompare(other, undefined, { numeric: true })),
    [],
    { equals: (one, other) => one.join("\n") === other.join("\n") },
  );
  return (
    <div class="overview">
      <TroubleList />
      <RecordedHint />
      <StatelessHint />
      <Show when={clusters().length > 1} fallback={<Totals sums={sums()} />}>
        <ClusterTotals clusters={clusters()} />
      </Show>
      <NodeCards />
      <StorageList />
      <GuestTable rows={props.rows} />
    </div>
  );
}
