// Totals, trouble, nodes and guests.
import { createMemo, type JSX } from "solid-js";
import { usePage } from "../page";
import { GuestTable } from "./guest_table";
import { NodeCards } from "./node_cards";
import type { Row } from "./order";
import { sumsOf } from "./sums";
import { RecordedHint } from "./recorded_hint";
import { StorageList } from "./storage_list";
import { Totals } from "./totals";
import { TroubleList } from "./trouble_list";

export function Overview(props: { rows: readonly Row[]; guests: number }): JSX.Element {
  const { live } = usePage();
  const sums = createMemo(() => sumsOf(live.fleet.all(), (entity) => live.age(entity)));
  return (
    <div class="overview">
      <RecordedHint />
      <Totals sums={sums()} />
      <TroubleList />
      <NodeCards />
      <StorageList />
      <GuestTable rows={props.rows} total={props.guests} />
    </div>
  );
}
