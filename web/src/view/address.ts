// Keeps the view and the browser's address the same.
import { createSignal, onCleanup, type Accessor } from "solid-js";
import { hashOf, viewOf, type View } from "./view";

export interface Address {
  readonly view: Accessor<View>;
  // What opens or closes a detail, or shows something else, is a step of its own, so that "back" undoes it; the rest replaces the address.
  change(part: Partial<View>): void;
}

export function createAddress(): Address {
  const [view, setView] = createSignal(viewOf(location.hash));
  const read = (): void => void setView(viewOf(location.hash));
  window.addEventListener("hashchange", read);
  window.addEventListener("popstate", read);
  onCleanup(() => {
    window.removeEventListener("hashchange", read);
    window.removeEventListener("popstate", read);
  });
  return {
    view,
    change: (part) => {
      const before = view();
      const next = { ...before, ...part };
      const address = location.pathname + location.search + hashOf(next);
      if (next.open !== before.open || next.show !== before.show) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      setView(next);
    },
  };
}
