// Which events of a long list stand in the document: those in sight, and some above and below. They are as high as their
// words need, so each is measured while it is there; where one is not, a space as high stands for it.
import { createComputed, createEffect, createMemo, createSignal, on, onCleanup, onMount, untrack, type Accessor } from "solid-js";
import type { FleetEvent } from "../model/event";
import { between, type Layout } from "../overview/row_window";

// Of one that was not measured yet, px.
const usualHeight = 56;
// What stands ready above and below what is in sight, px.
const spare = 400;

export function layoutOf(ids: readonly string[], heights: ReadonlyMap<string, number>, usual = usualHeight): Layout {
  let height = 0;
  const tops = ids.map((id) => {
    const top = height;
    height += heights.get(id) ?? usual;
    return top;
  });
  return { tops, height };
}

// How many of a list are measured at most, and of a short one a screen's.
const mostIn = (ids: readonly string[]): number => Math.max(100, ids.length);

export interface EventWindow {
  // Of those shown, and how many are before them.
  readonly ids: Accessor<readonly string[]>;
  readonly first: Accessor<number>;
  // How high what is left out is, px.
  readonly above: Accessor<number>;
  readonly below: Accessor<number>;
  // Whether the end of the list is in sight, or nearly.
  readonly atEnd: Accessor<boolean>;
  // For each of those shown, while it is.
  measure(element: HTMLElement, id: string): void;
}

export function createEventWindow(list: () => HTMLElement | undefined, events: Accessor<readonly FleetEvent[]>): EventWindow {
  const heights = new Map<string, number>();
  // The mean of those that were measured, so that little moves as others are.
  let usual = usualHeight;
  const [measured, setMeasured] = createSignal(0);
  const [sight, setSight] = createSignal({ from: 0, to: 1200 });
  const ids = createMemo(() => events().map((event) => event.id));
  const layout = createMemo(() => {
    measured();
    return layoutOf(ids(), heights, usual);
  });
  const range = createMemo(() => between(layout(), sight().from, sight().to), { first: 0, end: 0 }, {
    equals: (one, other) => one.first === other.first && one.end === other.end,
  });
  const top = (at: number): number => layout().tops[at] ?? layout().height;

  // The first event in sight, once something is above it: it stays where it stands, however many come before it. Browsers
  // that do so by themselves do not where only a part of a list is in the document.
  let anchor: { readonly id: string; readonly top: number } | undefined;
  let shift = 0;
  const hold = (from: number): void => {
    const at = between(layout(), from, from).end;
    const id = ids()[at];
    anchor = from > 0 && id !== undefined ? { id, top: top(at) } : undefined;
  };
  let listed: readonly string[] = [];
  createComputed(
    on(layout, ({ tops }) => {
      const all = untrack(ids);
      // What was measured anew ends no scrolling that is under way.
      const others = all !== listed;
      listed = all;
      if (anchor === undefined) return;
      const now = tops[all.indexOf(anchor.id)];
      const by = now === undefined ? 0 : now - anchor.top;
      if (by === 0) return;
      anchor = { id: anchor.id, top: anchor.top + by };
      if (!others) return;
      shift += by;
      setSight(({ from, to }) => ({ from: from + by, to: to + by }));
    }),
  );
  createEffect(
    on(layout, () => {
      // Where a detail is the page, on a phone, it is not the list that is scrolled.
      if (shift !== 0 && untrack(list)?.getClientRects().length === 1) window.scrollBy(0, shift);
      shift = 0;
    }),
  );

  let frame: number | undefined;
  const look = (): void => {
    frame = undefined;
    const element = list();
    if (element === undefined || element.getClientRects().length === 0) return;
    const from = -element.getBoundingClientRect().top;
    untrack(() => hold(from));
    setSight({ from: from - spare, to: from + window.innerHeight + spare });
  };
  const soon = (): void => void (frame ??= requestAnimationFrame(look));
  const watched = new Map<Element, string>();
  const observer = new ResizeObserver((entries) => {
    let changed = false;
    for (const { target, borderBoxSize } of entries) {
      const id = watched.get(target);
      const height = borderBoxSize[0]?.blockSize ?? 0;
      if (id === undefined || height === 0 || heights.get(id) === height) continue;
      heights.set(id, height);
      changed = true;
    }
    // Of those that left the list, in a page that is open for weeks, nobody asks any more.
    if (heights.size > 2 * mostIn(ids())) {
      const kept = new Set(ids());
      for (const id of [...heights.keys()]) if (!kept.has(id)) heights.delete(id);
    }
    if (changed && anchor === undefined) usual = [...heights.values()].reduce((sum, height) => sum + height, 0) / heights.size;
    if (changed) setMeasured((count) => count + 1);
    soon();
  });
  const measure = (element: HTMLElement, id: string): void => {
    watched.set(element, id);
    observer.observe(element);
    onCleanup(() => {
      watched.delete(element);
      observer.unobserve(element);
    });
  };
  let width = 0;
  const resized = (): void => {
    // Of another width all are as high as they were not.
    if (window.innerWidth !== width) {
      const kept = new Set(watched.values());
      for (const id of [...heights.keys()]) if (!kept.has(id)) heights.delete(id);
    }
    width = window.innerWidth;
    soon();
  };
  onMount(() => {
    width = window.innerWidth;
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", resized);
    look();
  });
  onCleanup(() => {
    window.removeEventListener("scroll", soon);
    window.removeEventListener("resize", resized);
    observer.disconnect();
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  return {
    ids: createMemo(() => ids().slice(range().first, range().end)),
    first: () => range().first,
    above: () => top(range().first),
    below: () => layout().height - top(range().end),
    atEnd: createMemo(() => range().end >= ids().length),
    measure,
  };
}
