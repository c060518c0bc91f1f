// The keyboard: what each key does, once for the page and for its help.
export interface Deeds {
  search(): void;
  // Clears the search, or leaves it where it is clear.
  clear(): void;
  back(): void;
  move(by: number): void;
  open(): void;
  // Opens what the search found: the row under the cursor, else the first.
  openFound(): void;
  reconnect(): void;
  connections(): void;
  events(): void;
  help(): void;
}

export const keyWords: readonly (readonly [string, string])[] = [
  ["/", "search"],
  ["Arrow down, up", "the next or previous row"],
  ["Enter", "open the row, from the search the first one"],
  ["Esc", "clear and leave the search, or close the detail"],
  ["L", "connect anew and show what is live"],
  ["C", "connections: the sources, and what is wrong with them"],
  ["E", "events: what happened; once more: back"],
  ["?", "this help"],
];

// Where a key was pressed. Arrows and Enter belong to what has the focus, unless that is the table or the search.
export type Place = "search" | "table" | "field" | "control" | "page";

// `scrolls`: there is no table, and the arrows move the page.
export function placeOf(target: EventTarget | null, scrolls = false): Place {
  if (!(target instanceof Element)) return "page";
  if (target.id === "search") return "search";
  if (target.matches("input, select, textarea")) return "field";
  if (target.matches("button, a")) return "control";
  if (target.closest(".guests") !== null) return "table";
  if (scrolls) return "control";
  return target === document.body || target === document.documentElement ? "page" : "control";
}

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

// Whether the key was taken.
export function take(event: Pressed, place: Place, deeds: Deeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return done(place === "search" ? deeds.clear : deeds.back);
  const reaches = place === "search" || place === "table" || place === "page";
  if (event.key === "ArrowDown") return reaches && done(() => deeds.move(1));
  if (event.key === "ArrowUp") return reaches && done(() => deeds.move(-1));
  if (event.key === "Enter") return reaches && done(place === "search" ? deeds.openFound : deeds.open);
  if (place === "search" || place === "field") return false;
  if (event.key === "/") return done(deeds.search);
  if (event.key === "l" || event.key === "L") return done(deeds.reconnect);
  if (event.key === "c" || event.key === "C") return done(deeds.connections);
  if (event.key === "e" || event.key === "E") return done(deeds.events);
  if (event.key === "?") return done(deeds.help);
  return false;
}

function done(deed: () => void): true {
  deed();
  return true;
}
