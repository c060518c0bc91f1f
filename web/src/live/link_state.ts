// What the top right says: is what stands on the page of now?
import type { Link } from "./connection";
import { moment, span } from "../words/times";

export type Liveness = "connecting" | "live" | "stale" | "silent" | "reconnecting";

export interface LinkState {
  readonly liveness: Liveness;
  readonly text: string;
}

// `newestMs` is the time of the newest figure, `fresh` whether the server calls any of them that; `recorded`: what comes is no Proxmox VE of now but a session that is played;
// `silent`: no source delivers any more, however fresh the last figures still are.
export function linkState(
  link: Link,
  lostMs: number | undefined,
  newestMs: number | undefined,
  fresh: boolean,
  nowMs: number,
  recorded = false,
  silent = false,
): LinkState {
  if (link !== "open") {
    if (lostMs === undefined) return { liveness: "connecting", text: "connecting" };
    return { liveness: "reconnecting", text: `reconnecting since ${moment(lostMs, nowMs)}` };
  }
  if (newestMs === undefined) return silent ? { liveness: "silent", text: "no source delivers" } : { liveness: "connecting", text: "waiting for figures" };
  const age = nowMs - newestMs;
  if (silent) return { liveness: "silent", text: `no source delivers, newest of ${span(age)} ago` };
  if (!fresh) return { liveness: "stale", text: `stale, newest of ${span(age)} ago` };
  return { liveness: "live", text: `${recorded ? "recorded session" : "live"}, ${span(age)}` };
}
