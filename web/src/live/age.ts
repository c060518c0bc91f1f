// How far what is shown of an entity is from now: one answer for rows, cards, totals and the detail.
import { isOld, type Entity } from "../model/entity";
import { span } from "../words/times";
import { staleAfterMs } from "./link_state";

export interface Age {
  // Whether the figures are the last known ones, and not of now.
  readonly old: boolean;
  // The same of the state: that a node is offline is news, though its figures are old.
  readonly stateOld: boolean;
  // Undefined where it never had a figure.
  readonly ms: number | undefined;
}

// `lostMs` is since when there is no connection; undefined where there is one.
export function ageOf(entity: Entity, nowMs: number, lostMs: number | undefined): Age {
  const ms = entity.timeMs === undefined ? undefined : Math.max(0, nowMs - entity.timeMs);
  const lost = lostMs !== undefined && nowMs - lostMs > staleAfterMs;
  const old = lost || isOld(entity) || (ms !== undefined && ms > staleAfterMs);
  return { old, stateOld: old && (lost || entity.quality !== "held"), ms };
}

// "running", or "last known: running, 79 s ago".
export function stateWords(entity: Entity, age: Age): string {
  const status = entity.status ?? "unknown";
  const ago = age.ms === undefined ? "" : `, ${span(age.ms)} ago`;
  if (!age.old || status === "unknown") return status;
  if (age.stateOld) return `last known: ${status}${ago}`;
  return ago === "" ? status : `${status}, figures of ${ago.slice(2)}`;
}

// How far a figure fades: nothing at first, all of it after a quarter of an hour.
export function fading(age: Age): "" | "fading" | "faded" {
  if (!age.old) return "";
  return age.ms === undefined || age.ms > 15 * 60_000 ? "faded" : "fading";
}
