// The keyboard, for the whole page.
import { onCleanup } from "solid-js";
import type { Address } from "./address";

function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("table.guests tbody tr:not(.group)")];
}

function move(step: number): void {
  const all = rows();
  const at = all.findIndex((row) => row === document.activeElement);
  const from = at < 0 ? all.findIndex((row) => row.classList.contains("open")) : at;
  const next = all[Math.max(0, Math.min(all.length - 1, from + step))];
  next?.focus();
}

export function useKeys(address: Address, help: () => void): void {
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === "Escape") {
      if (event.target instanceof HTMLInputElement) event.target.blur();
      else if (address.view().open !== "") address.change({ open: "" }, true);
      else if (address.view().query !== "") address.change({ query: "" });
      return;
    }
    if (typing) {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      if (event.target instanceof HTMLSelectElement) return;
      event.target.blur();
      event.preventDefault();
      move(1);
      return;
    }
    switch (event.key) {
      case "/":
        document.getElementById("search")?.focus();
        break;
      case "ArrowDown":
        move(1);
        break;
      case "ArrowUp":
        move(-1);
        break;
      case "Enter":
        if (!(document.activeElement instanceof HTMLTableRowElement)) return;
        document.activeElement.click();
        break;
      case "?":
        help();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  window.addEventListener("keydown", pressed);
  onCleanup(() => window.removeEventListener("keydown", pressed));
}
