// What the top right says: is what stands on the page of now?
import type { Link } from "./connection";
import type { Ailing } from "../words/ailing";
import { moment, span } from "../words/times";

// "offline": a node of it is; "partly": a part is not of now.
export type Liveness = "connecting" | "live" | "partly" | "offline" | "stale" | "silent" | "reconnecting";

export interface LinkState {
  readonly liveness: Liveness;
  readonly text: string;
}

// `newestMs` is the time of the newest figure, `fresh` whether the server calls any of them that; `recorded`: what comes is no Proxmox VE of now but a session that is played;
// `silent`: no source delivers any more, however fresh the last figures still are; `ill`: what is not as it should be though the rest is.
export function linkState(
  link: Link,
  lostMs: number | undefined,
  newestMs: number | undefined,
  fresh: boolean,
  nowMs: number,
  recorded = false,
  silent = false,
  ill?: Ailing,
): LinkState {
  if (link !== "open") {
    if (lostMs === undefined) return { liveness: "connecting", text: "connecting" };
    return { liveness: "reconnecting", text: `reconnecting since ${moment(lostMs, nowMs)}` };
  }
  if (newestMs === undefined) return silent ? { liveness: "silent", text: "no source delivers" } : { liveness: "connecting", text: "waiting for figures" };
  const age = nowMs - newestMs;
  if (silent) return { liveness: "silent", text: `no source delivers, newest of ${span(age)} ago` };
  if (!fresh) return { liveness: "stale", text: `stale, newest of ${span(age)} ago` };
  const text = `${recorded ? "recorded session" : "live"}, ${span(age)}`;
  if (ill === undefined) return { liveness: "live", text };
  return { liveness: ill.grave ? "offline" : "partly", text: `${ill.text} \u00b7 ${text}` };
}
