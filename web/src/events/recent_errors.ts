// The errors of the last day: how many there are, and whether somebody has looked at the events since the newest came.
import { createEffect, createMemo, createSignal, untrack, type Accessor } from "solid-js";
import type { Live } from "../live/live";
import { createEventList } from "./live_events";
import { everyEvent } from "./event_filter";

const dayMs = 24 * 3_600_000;
// More than anybody counts.
const most = 200;
// In the browser's storage: the ids of those that were looked at.
const seenName = "pipevane.errors.seen";

export interface RecentErrors {
  readonly many: Accessor<number>;
  // Whether there are more than these.
  readonly more: Accessor<boolean>;
  readonly unread: Accessor<boolean>;
}

// `looking`: whether the events stand before somebody's eyes.
export function createRecentErrors(live: Live, looking: Accessor<boolean>): RecentErrors {
  const list = createEventList(live, { ...everyEvent, least: "error", fromMs: live.nowMs() - dayMs }, { page: most, most });
  const [seen, setSeen] = createSignal<ReadonlySet<string>>(new Set(readSeen()));
  // By the minute: nobody waits for the moment at which one is a day old.
  const minute = createMemo(() => Math.floor(live.nowMs() / 60_000));
  const ids = createMemo(() => {
    const fromMs = minute() * 60_000 - dayMs;
    return list.events().filter((event) => event.timeMs >= fromMs).map((event) => event.id);
  });
  createEffect(() => {
    if (!looking() || !list.ready()) return;
    const now = ids();
    if (now.length === untrack(seen).size && now.every((id) => untrack(seen).has(id))) return;
    setSeen(new Set(now));
    writeSeen(now);
  });
  return {
    many: () => ids().length,
    more: () => list.hasOlder() && ids().length === list.events().length,
    unread: createMemo(() => ids().some((id) => !seen().has(id))),
  };
}

// A browser may keep nothing for a page; then all is unread at each start.
function readSeen(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(seenName) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function writeSeen(ids: readonly string[]): void {
  try {
    localStorage.setItem(seenName, JSON.stringify(ids));
  } catch {
    // It is told again at the next start, and no more.
  }
}
