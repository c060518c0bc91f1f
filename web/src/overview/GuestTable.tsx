import { createMemo, For, Show } from "solid-js";
import { digits } from "../format/figures";
import type { Trails } from "../live/trails";
import type { Fleet } from "../live/fleet";
import type { Entity } from "../model/entity";
import { GuestRow } from "./GuestRow";
import { columns, grouped, isRunning } from "./order";

interface Props {
  readonly fleet: Fleet;
  readonly trails: Trails;
  readonly guests: readonly Entity[];
  readonly nowMs: number;
  readonly sort: string;
  readonly open: string;
  readonly onSort: (key: string) => void;
  readonly onOpen: (id: string) => void;
}

function GroupHead(props: { fleet: Fleet; node: string; guests: readonly Entity[] }) {
  const node = () => props.fleet.entity(props.node);
  const running = () => props.guests.filter(isRunning).length;
  const cores = () => {
    const known = props.guests.flatMap(({ metrics }) => {
      const ratio = metrics["cpu_usage_ratio"];
      return ratio === undefined ? [] : ratio * (metrics["cpu_count"] ?? 1);
    });
    return known.reduce((sum, each) => sum + each, 0);
  };
  return (
    <tr class="group">
      <th colSpan={columns.length + 1} scope="rowgroup">
        <strong>{node()?.name ?? props.node.split("/").pop() ?? ""}</strong>
        <span class="quiet">
          {props.guests.length} {props.guests.length === 1 ? "guest" : "guests"} · {running()} running ·{" "}
          {digits(cores())} cores
        </span>
      </th>
    </tr>
  );
}

export function GuestTable(props: Props) {
  const groups = createMemo(() => grouped(props.guests, props.sort));
  // Ids and not objects, so that a row is moved and not made anew when its figures change.
  const nodes = createMemo(() => groups().map((group) => group.node));
  const guestsOf = (node: string) => groups().find((group) => group.node === node)?.guests ?? [];
  return (
    <table class="guests">
      <thead>
        <tr>
          <For each={columns}>
            {(column) => (
              <th class={column.key} aria-sort={props.sort === column.key ? "descending" : "none"}>
                <button onClick={() => props.onSort(column.key)}>
                  {column.title}
                  <Show when={props.sort === column.key}>
                    <span aria-hidden="true"> ▾</span>
                  </Show>
                </button>
              </th>
            )}
          </For>
          <th class="tags">Tags</th>
        </tr>
      </thead>
      <For each={nodes()}>
        {(node) => {
          const ids = createMemo(() => guestsOf(node).map((guest) => guest.id));
          return (
            <tbody>
              <GroupHead fleet={props.fleet} node={node} guests={guestsOf(node)} />
              <For each={ids()}>
                {(id) => (
                  <Show when={props.fleet.entity(id)}>
                    {(guest) => (
                      <GuestRow
                        guest={guest()}
                        trail={props.trails.trail(id)()}
                        nowMs={props.nowMs}
                        open={props.open === id}
                        onOpen={() => props.onOpen(id)}
                      />
                    )}
                  </Show>
                )}
              </For>
            </tbody>
          );
        }}
      </For>
    </table>
  );
}
