// The headings of the guests, each of which sorts by its column.
import { For, Show, type JSX } from "solid-js";
import { usePage } from "../page";
import type { SortKey } from "../view/view";
import { isAscending } from "./order";

const columns: readonly { key: SortKey; label: string }[] = [
  { key: "name", label: "Name" },
  { key: "vmid", label: "Id" },
  { key: "cpu", label: "CPU of cores" },
  { key: "memory", label: "Memory" },
  { key: "disk", label: "Disk I/O" },
  { key: "network", label: "Network" },
  { key: "uptime", label: "Up" },
];

export function TableHead(): JSX.Element {
  const { address } = usePage();
  const chosen = (key: SortKey): boolean => address.view().sort === key;
  const ascending = (key: SortKey): boolean => isAscending(key, address.view().backwards);
  const sort = (key: SortKey): void => address.change({ sort: key, backwards: chosen(key) && !address.view().backwards });
  const button = (key: SortKey, label: string, pressed?: boolean): JSX.Element => (
    <button type="button" aria-pressed={pressed} classList={{ sorted: chosen(key) }} onClick={() => sort(key)}>
      {label}
      <Show when={chosen(key)}>
        <i class={ascending(key) ? "arrow up" : "arrow"} aria-hidden="true" />
      </Show>
    </button>
  );
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      <span class="cell-status" role="columnheader">
        <span class="spoken">Status</span>
      </span>
      <For each={columns}>
        {(column) => (
          <span
            class={`cell-${column.key}`}
            role="columnheader"
            aria-sort={chosen(column.key) ? (ascending(column.key) ? "ascending" : "descending") : "none"}
          >
            {button(column.key, column.label)}
            <Show when={column.key === "name"}>{button("node", "by node", chosen("node"))}</Show>
          </span>
        )}
      </For>
      <span class="cell-tags" role="columnheader">
        Tags
      </span>
    </div>
  );
}
