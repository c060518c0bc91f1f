// The line above the guests of one node: how many there are and what they take of it together.
import { Show, type JSX } from "solid-js";
import { usePage } from "../page";
import { stateOf } from "../model/entity";
import { bytes, ofBytes, threeDigits, together } from "../words/numbers";
import type { Place } from "./guest_row";
import type { GroupRow } from "./order";

export function GroupLine(props: { row: GroupRow; place: Place }): JSX.Element {
  const { live } = usePage();
  const node = () => live.fleet.entity(props.row.node);
  const cores = (): string => {
    const busy = props.row.busyCores;
    const whole = node()?.metrics["cpu_count"];
    if (busy === undefined) return "";
    return `\u2003${threeDigits(busy)}${whole === undefined ? "" : ` of ${whole}`}\u00a0cores`;
  };
  const memory = (): string => {
    const used = props.row.memoryUsed;
    const whole = node()?.metrics["memory_total_bytes"];
    if (used === undefined) return "";
    return `\u2003${together(whole === undefined ? bytes(used) : ofBytes(used, whole))}`;
  };
  return (
    <div
      class="row group"
      role="row"
      aria-rowindex={props.place.index + 2}
      style={{ transform: `translateY(${props.place.top}px)` }}
    >
      <span role="gridcell">
        <b>{node()?.name ?? (props.row.node.split("/").pop() || "no node")}</b>
        <Show when={live.fleet.manyClusters()}>{`\u2003${props.row.node.split("/")[0] ?? ""}`}</Show>
        {`\u2003${props.row.guests} ${props.row.guests === 1 ? "guest" : "guests"}`}
        <Show when={node()?.status !== "online"} fallback={`${cores()}${memory()}`}>
          {`\u2003node ${stateOf(node()?.status)}`}
        </Show>
      </span>
    </div>
  );
}
