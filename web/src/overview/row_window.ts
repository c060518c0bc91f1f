// Where each row stands, and which of them are in sight. Group lines and guests have heights of their own.
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, type Accessor } from "solid-js";
import type { Row } from "./order";

export interface Heights {
  readonly group: number;
  readonly guest: number;
}

export interface Layout {
  readonly tops: readonly number[];
  readonly height: number;
}

export function layoutOf(rows: readonly Row[], heights: Heights): Layout {
  let height = 0;
  const tops = rows.map((row) => {
    const top = height;
    height += heights[row.type];
    return top;
  });
  return { tops, height };
}

// The first row that ends below `from`, and the first that begins at or below `to`.
export function between(layout: Layout, from: number, to: number): { first: number; end: number } {
  return { first: Math.max(0, firstAt(layout.tops, from) - 1), end: firstAt(layout.tops, to) };
}

// The first row whose top is not above `y`.
function firstAt(tops: readonly number[], y: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Rows that stand ready above and below what is in sight, px.
const spare = 240;

export interface RowWindow {
  readonly layout: Accessor<Layout>;
  readonly heights: Accessor<Heights>;
  readonly shown: Accessor<readonly Row[]>;
}

// The heights are read from the style only when the window's size changes; where the list stands, once a frame at most.
export function createRowWindow(list: () => HTMLElement | undefined, rows: () => readonly Row[]): RowWindow {
  const [heights, setHeights] = createSignal<Heights>({ group: 30, guest: 30 });
  const [sight, setSight] = createSignal({ from: 0, to: 1200 });
  const layout = createMemo(() => layoutOf(rows(), heights()));
  let frame: number | undefined;
  const look = (): void => {
    frame = undefined;
    const element = list();
    if (element === undefined) return;
    const top = -element.getBoundingClientRect().top;
    setSight({ from: top - spare, to: top + window.innerHeight + spare });
  };
  const soon = (): void => void (frame ??= requestAnimationFrame(look));
  const measure = (): void => {
    const element = list();
    if (element === undefined) return;
    const style = getComputedStyle(element);
    const height = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 30;
    setHeights({ group: height("--group-row"), guest: height("--row") });
    look();
  };
  onMount(() => {
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", measure);
    measure();
  });
  onCleanup(() => {
    window.removeEventListener("scroll", soon);
    window.removeEventListener("resize", measure);
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  createEffect(on(() => rows().length, soon, { defer: true }));
  const range = createMemo(() => between(layout(), sight().from, sight().to), { first: 0, end: 0 }, {
    equals: (one, other) => one.first === other.first && one.end === other.end,
  });
  return { layout, heights, shown: createMemo(() => rows().slice(range().first, range().end)) };
}
