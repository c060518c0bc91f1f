// Where the detail is the page it begins at its top, and the overview is found again where it was left.
import { createEffect, on, onCleanup, onMount } from "solid-js";

export function createDetailScroll(open: () => boolean): void {
  // Where the overview was, and whether it made room for the detail.
  let left = 0;
  let gone = false;
  const keep = (): void => {
    if (!open()) left = window.scrollY;
  };
  onMount(() => window.addEventListener("scroll", keep, { passive: true }));
  onCleanup(() => window.removeEventListener("scroll", keep));
  createEffect(
    on(
      open,
      (opened) => {
        if (opened) gone = document.querySelector(".overview")?.getClientRects().length === 0;
        if (gone) window.scrollTo(0, opened ? 0 : left);
        if (!opened) gone = false;
      },
      { defer: true },
    ),
  );
}
