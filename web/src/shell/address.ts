// What the page shows, in the address bar, so that it can be kept and sent on.
import { createSignal, onCleanup, type Accessor } from "solid-js";

export interface View {
  readonly query: string; // of the search
  readonly node: string; // key of the only node that is shown; empty: all
  readonly sort: string;
  readonly open: string; // id of what is shown in detail; empty: nothing
}

export const defaultSort = "cpu";

export function readView(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    query: parameters.get("q") ?? "",
    node: parameters.get("node") ?? "",
    sort: parameters.get("sort") ?? defaultSort,
    open: parameters.get("open") ?? "",
  };
}

export function writeView(view: View): string {
  const parameters = new URLSearchParams();
  if (view.query !== "") parameters.set("q", view.query);
  if (view.node !== "") parameters.set("node", view.node);
  if (view.sort !== defaultSort) parameters.set("sort", view.sort);
  if (view.open !== "") parameters.set("open", view.open);
  const text = parameters.toString();
  return text === "" ? "" : `#${text}`;
}

export interface Address {
  readonly view: Accessor<View>;
  // A step that "back" goes back over, or none.
  change(part: Partial<View>, step?: boolean): void;
}

export function createAddress(): Address {
  const [view, setView] = createSignal(readView(location.hash));
  const follow = () => setView(readView(location.hash));
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  onCleanup(() => {
    window.removeEventListener("hashchange", follow);
    window.removeEventListener("popstate", follow);
  });
  return {
    view,
    change: (part, step = false) => {
      const next = { ...view(), ...part };
      const address = location.pathname + location.search + writeView(next);
      if (step) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      setView(next);
    },
  };
}
