// The guests: of a thousand rows only those in sight stand in the document.
import { createEffect, createMemo, createSignal, For, on, Show, untrack, type JSX } from "solid-js";
import { usePage } from "../page";
import { GroupLine } from "./group_row";
import { GuestLine, rowId, type Place } from "./guest_row";
import { NoGuests } from "./no_guests";
import type { Row } from "./order";
import { createRowWindow } from "./row_window";
import { TableHead } from "./table_head";

export function GuestTable(props: { rows: readonly Row[] }): JSX.Element {
  const { cursor } = usePage();
  const [list, setList] = createSignal<HTMLElement>();
  const view = createRowWindow(list, () => props.rows);
  const keys = createMemo(() => view.shown().map((row) => row.key));
  const byKey = createMemo(() => new Map(props.rows.map((row, index) => [row.key, { row, index }])));
  // Only when the cursor goes elsewhere: rows come and move all the time, and the viewer may have scrolled away.
  createEffect(
    on(cursor, (key) => {
      const at = untrack(byKey).get(key);
      if (at !== undefined) reveal(untrack(list), untrack(view.layout).tops[at.index] ?? 0, untrack(view.heights).guest);
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
      <TableHead />
      <div class="guest-list" ref={setList} role="rowgroup" style={{ height: `${view.layout().height}px` }}>
        <For each={keys()}>
          {(key) => {
            const at = () => byKey().get(key);
            const place = (): Place => ({ index: at()?.index ?? 0, top: view.layout().tops[at()?.index ?? 0] ?? 0 });
            const group = () => {
              const row = at()?.row;
              return row?.type === "group" ? row : undefined;
            };
            return (
              <Show when={group()} fallback={<GuestLine id={key} place={place()} />}>
                {(row) => <GroupLine row={row()} place={place()} />}
              </Show>
            );
          }}
        </For>
      </div>
      <Show when={props.rows.length === 0}>
        <NoGuests />
      </Show>
    </div>
  );
}

// Scrolls no further than it must for the row to be in sight, below the bars at the top.
function reveal(list: HTMLElement | undefined, top: number, height: number): void {
  // Without a box, as on a phone below an open detail, there is nothing to be brought into sight.
  if (list === undefined || list.getClientRects().length === 0) return;
  const bars = 96;
  const y = list.getBoundingClientRect().top + top;
  if (y < bars) window.scrollBy({ top: y - bars });
  else if (y + height > window.innerHeight) window.scrollBy({ top: y + height - window.innerHeight + 8 });
}
