// How far back the history goes, and from where it is: only ranges that it covers are worth a button.
import { isArchived, type History } from "../api/rest";
import { ranges } from "../view/view";
import { moment, span } from "../words/times";

const hourMs = 3_600_000;

// The time of the oldest point; undefined where there is none.
export function beginOf(history: History): number | undefined {
  const firsts = history.series.map((series) => series.timesMs[0]).filter((time) => time !== undefined);
  return firsts.length === 0 ? undefined : Math.min(...firsts);
}

// A range is covered once more is kept than the next shorter one shows, by a quarter: what is kept for an hour reaches a
// little further. The chosen one stays, whatever the address asks for.
export function coveredRanges(beginMs: number | undefined, nowMs: number, chosen: number): number[] {
  const kept = beginMs === undefined ? 0 : nowMs - beginMs;
  return ranges.filter((hours, index) => {
    const shorter = ranges[index - 1];
    return shorter === undefined || hours === chosen || kept > shorter * hourMs * 1.25;
  });
}

// What is not of samples any more, in words; empty where all is.
export function tierWords(history: History, nowMs: number): string {
  let untilMs: number | undefined;
  let tierMs = 0;
  for (const series of history.series)
    for (const { first, count, tierMs: each } of series.tiers ?? []) {
      const next = series.timesMs[first + count] ?? history.toMs;
      untilMs = Math.max(untilMs ?? next, next);
      tierMs = Math.max(tierMs, each);
    }
  if (untilMs === undefined) return "";
  return `Kept as ${tierMs > 60_000 ? "hours and minutes" : "minutes"} until ${moment(untilMs, nowMs)}.`;
}

// Why more may come, or will not, in words; empty where all is there.
export function incompleteWords(history: History): string {
  const why = history.series.find((series) => series.incomplete !== undefined)?.incomplete;
  if (why !== undefined) return `Not all of the past is shown: ${why}. It is asked for again.`;
  const never = history.series.find((series) => series.notArchived !== undefined)?.notArchived;
  return never === undefined ? "" : `What is missing stays so: ${never}.`;
}

// What is not the history's own, in words; empty where nothing is.
export function archiveWords(history: History, nowMs: number): string {
  const old = history.series.filter((series) => series.archived !== undefined);
  const from = old[0]?.archived?.from;
  if (from === undefined) return "";
  const steps = old.flatMap((series) => series.stepsMs?.filter((_, index) => isArchived(series, index)) ?? []);
  const longest = span(steps.reduce((one, other) => Math.max(one, other), 0));
  const leading = old.filter((series) => (series.archived?.count ?? 0) > 0);
  const begins = leading.map((series) => series.timesMs[series.archived?.count ?? 0]).filter((time) => time !== undefined);
  const until = begins.length === 0 ? "" : ` until ${moment(Math.min(...begins), nowMs)}`;
  const holes = old.some((series) => series.archived?.spans.some(({ first }) => first > 0)) ? "in holes" : "";
  return `From ${from}${until}${holes === "" ? "" : leading.length === 0 ? ` ${holes}` : ` and ${holes}`}: means of up to ${longest}.`;
}
