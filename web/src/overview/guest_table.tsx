// The guests: of a thousand rows only those in sight stand in the document.
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, untrack, type JSX } from "solid-js";
import { usePage } from "../page";
import type { SortKey } from "../view/view";
import { GuestLine, rowId } from "./guest_row";
import { isAscending, type GroupRow, type Row } from "./order";

const spare = 8;

const columns: readonly { key: SortKey; label: string }[] = [
  { key: "name", label: "Name" },
  { key: "vmid", label: "Id" },
  { key: "cpu", label: "CPU of cores" },
  { key: "memory", label: "Memory" },
  { key: "disk", label: "Disk I/O" },
  { key: "network", label: "Network" },
  { key: "uptime", label: "Up" },
  { key: "node", label: "By node" },
];

function Head(): JSX.Element {
  const { address } = usePage();
  const sort = (key: SortKey): void => {
    const view = address.view();
    address.change({ sort: key, backwards: view.sort === key && !view.backwards });
  };
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      <span class="cell-status" role="columnheader" aria-label="Status" />
      <For each={columns}>
        {(column) => {
          const chosen = (): boolean => address.view().sort === column.key;
          const ascending = (): boolean => isAscending(column.key, address.view().backwards);
          return (
            <span
              class={column.key === "node" ? "cell-tags" : `cell-${column.key}`}
              role="columnheader"
              aria-sort={chosen() ? (ascending() ? "ascending" : "descending") : "none"}
            >
              <button type="button" classList={{ sorted: chosen() }} onClick={() => sort(column.key)}>
                {column.label}
                <Show when={chosen()}>
                  <i class={ascending() ? "arrow up" : "arrow"} aria-hidden="true" />
                </Show>
              </button>
            </span>
          );
        }}
      </For>
    </div>
  );
}

function GroupLine(props: { row: GroupRow; position: number }): JSX.Element {
  const { live } = usePage();
  const node = () => live.fleet.entity(props.row.node);
  return (
    <div class="row group" role="row" aria-rowindex={props.position + 1}>
      <span role="gridcell">
        <b>{node()?.name ?? (props.row.node.split("/").pop() || "no node")}</b>
        <Show when={live.fleet.manyClusters()}>{`\u2002${props.row.node.split("/")[0] ?? ""}`}</Show>
        {`\u2002${props.row.guests} ${props.row.guests === 1 ? "guest" : "guests"}`}
        <Show when={node()?.status !== "online"}>{`\u2002node ${node()?.status ?? "unknown"}`}</Show>
      </span>
    </div>
  );
}

// Which rows of `many` are in sight, by the height of one.
function createWindow(list: () => HTMLElement | undefined, many: () => number) {
  const [height, setHeight] = createSignal(30);
  const [first, setFirst] = createSignal(0);
  const [shown, setShown] = createSignal(60);
  const measure = (): void => {
    const element = list();
    if (element === undefined) return;
    const row = Number.parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 30;
    setHeight(row);
    setFirst(Math.max(0, Math.floor(-element.getBoundingClientRect().top / row) - spare));
    setShown(Math.ceil(window.innerHeight / row) + 2 * spare);
  };
  onMount(() => {
    window.addEventListener("scroll", measure, { passive: true });
    window.addEventListener("resize", measure);
    measure();
  });
  onCleanup(() => {
    window.removeEventListener("scroll", measure);
    window.removeEventListener("resize", measure);
  });
  createEffect(on(many, measure));
  return { height, first: () => Math.min(first(), Math.max(0, many() - shown())), shown };
}

export function GuestTable(props: { rows: readonly Row[]; total: number }): JSX.Element {
  const { live, cursor } = usePage();
  const [list, setList] = createSignal<HTMLElement>();
  const view = createWindow(list, () => props.rows.length);
  const keys = createMemo(() => props.rows.slice(view.first(), view.first() + view.shown()).map((row) => row.key));
  const byKey = createMemo(() => new Map(props.rows.map((row, index) => [row.key, { row, index }])));
  // Only when the cursor goes elsewhere: rows come and move all the time, and the viewer may have scrolled away.
  createEffect(
    on(cursor, (key) => {
      const at = untrack(byKey).get(key);
      if (at !== undefined) reveal(untrack(list), at.index, untrack(view.height));
    }, { defer: true }),
  );
  return (
    <div
      class="guests"
      role="grid"
      aria-label="Guests"
      aria-rowcount={props.rows.length + 1}
      aria-activedescendant={keys().includes(cursor()) ? rowId(cursor()) : undefined}
      tabindex="0"
    >
      <Head />
      <div class="guest-list" ref={setList} role="rowgroup">
        <svg class="space" height={view.first() * view.height()} aria-hidden="true" />
        <For each={keys()}>
          {(key) => {
            const at = () => byKey().get(key);
            const group = () => {
              const row = at()?.row;
              return row?.type === "group" ? row : undefined;
            };
            return (
              <Show when={group()} fallback={<GuestLine id={key} position={(at()?.index ?? 0) + 1} />}>
                {(row) => <GroupLine row={row()} position={(at()?.index ?? 0) + 1} />}
              </Show>
            );
          }}
        </For>
        <svg
          class="space"
          height={Math.max(0, props.rows.length - view.first() - keys().length) * view.height()}
          aria-hidden="true"
        />
      </div>
      <Show when={props.rows.length === 0}>
        <p class="nothing">
          {!live.fleet.ready() ? "Waiting for figures." : props.total === 0 ? "No guests yet." : "No guest matches the search."}
        </p>
      </Show>
    </div>
  );
}

// Scrolls no further than it must for the row to be in sight, below the bars at the top.
function reveal(list: HTMLElement | undefined, index: number, height: number): void {
  // Without a box, as on a phone below an open detail, there is nothing to be brought into sight.
  if (list === undefined || list.getClientRects().length === 0) return;
  const bars = 96;
  const top = list.getBoundingClientRect().top + index * height;
  if (top < bars) window.scrollBy({ top: top - bars });
  else if (top + height > window.innerHeight) window.scrollBy({ top: top + height - window.innerHeight + 8 });
}
