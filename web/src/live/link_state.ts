// What the top right says: is what stands on the page of now?
import type { Link } from "./connection";
import { moment, span } from "../words/times";

export type Liveness = "connecting" | "live" | "stale" | "reconnecting";

export interface LinkState {
  readonly liveness: Liveness;
  readonly text: string;
}

// Nothing new for this long, and what is shown is no longer of now.
export const staleAfterMs = 30_000;

// `recorded`: what comes is no Proxmox VE of now but a session that is played.
export function linkState(
  link: Link,
  lostMs: number | undefined,
  newestMs: number | undefined,
  nowMs: number,
  recorded = false,
): LinkState {
  if (link !== "open") {
    if (lostMs === undefined) return { liveness: "connecting", text: "connecting" };
    return { liveness: "reconnecting", text: `reconnecting since ${moment(lostMs, nowMs)}` };
  }
  if (newestMs === undefined) return { liveness: "connecting", text: "waiting for figures" };
  const age = nowMs - newestMs;
  if (age > staleAfterMs) return { liveness: "stale", text: `stale, newest of ${span(age)} ago` };
  return { liveness: "live", text: `${recorded ? "recorded session" : "live"}, ${span(age)}` };
}
