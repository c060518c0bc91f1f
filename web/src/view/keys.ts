// The keyboard: what each key does, once for the page and for its help.
export interface Deeds {
  search(): void;
  back(): void;
  move(by: number): void;
  open(): void;
  reconnect(): void;
  help(): void;
}

export const keyWords: readonly (readonly [string, string])[] = [
  ["/", "search"],
  ["Arrow down, up", "the next or previous row"],
  ["Enter", "open the row"],
  ["Esc", "close the detail, then the search"],
  ["L", "connect anew and show what is live"],
  ["?", "this help"],
];

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
const onButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;

// Whether the key was taken.
export function take(event: KeyboardEvent, deeds: Deeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return done(deeds.back);
  if (event.target instanceof HTMLSelectElement) return false;
  if (event.key === "ArrowDown") return done(() => deeds.move(1));
  if (event.key === "ArrowUp") return done(() => deeds.move(-1));
  if (event.key === "Enter" && !onButton(event.target)) return done(deeds.open);
  if (inField(event.target)) return false;
  if (event.key === "/") return done(deeds.search);
  if (event.key === "l" || event.key === "L") return done(deeds.reconnect);
  if (event.key === "?") return done(deeds.help);
  return false;
}

function done(deed: () => void): true {
  deed();
  return true;
}
