// How far what is shown of an entity is from now: one answer for rows, cards, totals and the detail. What is old the
// server says; the page judges by the server's rule only while it has no connection to hear it.
import { isNode, isOld, stateOf, type Entity } from "../model/entity";
import { measuresOf, sumOf } from "../words/measures";
import { span } from "../words/times";

export interface Age {
  // Whether the figures are the last known ones, and not of now.
  readonly old: boolean;
  // The same of the state: that a node is offline is news, though its figures are old.
  readonly stateOld: boolean;
  // Undefined where no figure of it is known: a time at which none was told is none of its.
  readonly ms: number | undefined;
}

export interface Moment {
  // The server's time.
  readonly nowMs: number;
  // Since when there is no connection; undefined where there is one.
  readonly lostMs: number | undefined;
  readonly staleAfterMs: number;
  // Whether anything fresh comes of that cluster.
  hears(cluster: string): boolean;
}

export function ageOf(entity: Entity, at: Moment): Age {
  const ms = entity.timeMs === undefined || entity.quality === "unknown" ? undefined : Math.max(0, at.nowMs - entity.timeMs);
  const lost = at.lostMs !== undefined && agedSince(at.lostMs, entity, at) > at.staleAfterMs;
  const old = lost || isOld(entity);
  return { old, stateOld: lost || (old && !stateIsNews(entity, at)), ms };
}

// Where the server took for fresh what was older than that by its source's time, the source's clock is behind: what it
// was by then is not known, and nothing at the least.
function agedSince(lostMs: number, entity: Entity, at: Moment): number {
  const before = Math.max(0, lostMs - (entity.timeMs ?? lostMs));
  return at.nowMs - lostMs + (before > at.staleAfterMs ? 0 : before);
}

// Which nodes are there a cluster knows itself, whatever becomes of their figures.
function stateIsNews(entity: Entity, at: Moment): boolean {
  return entity.quality === "held" || (isNode(entity) && at.hears(entity.cluster));
}

// "running", "last known: running, 79 s ago", "online, figures of 79 s ago" where the state is of now; and "offline, last
// heard 79 s ago", as no entity has since when it is so.
export function stateWords(entity: Entity, age: Age): string {
  const status = stateOf(entity.status);
  const ago = age.ms === undefined ? "" : `${span(age.ms)} ago`;
  const told = ago === "" ? "" : `, ${ago}`;
  if (age.stateOld && status !== "unknown") return `last known: ${status}${told}`;
  if (ago !== "" && (status === "offline" || status === "unknown")) return `${status}, last heard ${ago}`;
  return !age.old || ago === "" || !hasFigures(entity) ? status : `${status}, figures of ${ago}`;
}

// What the rows and cards show of it: of dashes there is no age to tell.
export const hasFigures = (entity: Entity): boolean =>
  measuresOf(entity.kind).some((measure) => sumOf(entity.metrics, measure.metrics) !== undefined);

// How far a figure fades: nothing at first, all of it after a quarter of an hour.
export function fading(age: Age): "" | "fading" | "faded" {
  if (!age.old) return "";
  return age.ms === undefined || age.ms > 15 * 60_000 ? "faded" : "fading";
}
