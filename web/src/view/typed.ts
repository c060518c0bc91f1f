// What stands in the search field. The address follows it a moment later, without the blanks at its ends; it follows the
// address only where that says something else, so that a blank between two terms is not taken away from who types it.
import { createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { Address } from "./address";

const delayMs = 200;

export interface Typed {
  readonly text: Accessor<string>;
  type(text: string): void;
  // Tells the address now.
  settle(): void;
}

export function createTyped(address: Address): Typed {
  const [text, setText] = createSignal(address.view().query);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    const query = untrack(text).trim();
    if (query !== untrack(address.view).query) address.change({ query });
  };
  const query = createMemo(() => address.view().query);
  createEffect(
    on(query, (asked) => {
      if (asked === untrack(text).trim()) return;
      clearTimeout(timer);
      setText(asked);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  return {
    text,
    settle,
    type: (next) => {
      setText(next);
      clearTimeout(timer);
      timer = setTimeout(settle, delayMs);
    },
  };
}
