import { describe, expect, it } from "vitest";
import { archiveWords, beginOf, coveredRanges, incompleteWords, tierWords } from "../../src/detail/history_reach";
import { failureWords } from "../../src/detail/history_source";

const hourMs = 3_600_000;
const nowMs = new Date(2026, 10, 24, 15, 0).getTime();

describe("the ranges of a chart", () => {
  it.each([
    ["nothing", undefined, [1]],
    ["an hour", nowMs - 1.1 * hourMs, [1]],
    ["two hours", nowMs - 2 * hourMs, [1, 6]],
    ["a day", nowMs - 25 * hourMs, [1, 6, 24]],
    ["three days", nowMs - 72 * hourMs, [1, 6, 24, 168]],
    ["ten days", nowMs - 240 * hourMs, [1, 6, 24, 168, 720]],
    ["two months", nowMs - 1440 * hourMs, [1, 6, 24, 168, 720, 8760]],
  ])("where %s is kept are those that it covers", (_, begin, ranges) => {
    expect(coveredRanges(begin, nowMs, 1)).toEqual(ranges);
  });

  it("hold the chosen one in any case", () => {
    expect(coveredRanges(nowMs - hourMs, nowMs, 24)).toEqual([1, 24]);
  });

  it("count from the oldest point of any line", () => {
    const series = (timesMs: number[]) => ({ entity: "e", metric: "m", unit: "", timesMs, values: [], minimums: [], maximums: [] });
    const history = { fromMs: 0, toMs: 9, stepMs: 1, series: [series([5, 6]), series([]), series([3])] };
    expect(beginOf(history)).toBe(3);
    expect(beginOf({ ...history, series: [] })).toBeUndefined();
  });
});

describe("an archive before the history", () => {
  const series = { entity: "e", metric: "m", unit: "", values: [], minimums: [], maximums: [] };
  const history = (fields: object) => ({ fromMs: 0, toMs: 9, stepMs: 1, series: [{ ...series, timesMs: [], ...fields }] });

  it("is told with its longest step and where it ends", () => {
    const archived = { count: 2, from: "Proxmox VE RRD", spans: [{ first: 0, count: 2 }] };
    const timesMs = [0, 1, nowMs - 60_000];
    expect(archiveWords(history({ timesMs, stepsMs: [1_800_000, 60_000, 0], archived }), nowMs)).toBe(
      "From Proxmox VE RRD until 14:59: means of up to 30\u00a0min.",
    );
  });

  it("is told of holes as well", () => {
    const hole = { first: 3, count: 1 };
    const timesMs = [0, 1, nowMs - 60_000, nowMs - 50_000, nowMs - 10_000];
    const told = (spans: object[], count: number) =>
      archiveWords(history({ timesMs, stepsMs: [1_800_000, 60_000, 0, 40_000, 0], archived: { count, from: "RRD", spans } }), nowMs);
    expect(told([{ first: 0, count: 2 }, hole], 2)).toBe("From RRD until 14:59 and in holes: means of up to 30\u00a0min.");
    expect(told([hole], 0)).toBe("From RRD in holes: means of up to 40\u00a0s.");
  });

  it("is not spoken of where there is none", () => {
    expect(archiveWords(history({}), nowMs)).toBe("");
  });
});

describe("what there are no samples of any more", () => {
  const series = { entity: "e", metric: "m", unit: "", values: [], minimums: [], maximums: [] };
  const told = (tierMs: number): string => {
    const timesMs = [0, nowMs - 3_600_000, nowMs - 60_000];
    const tiers = [{ first: 0, count: 2, tierMs }];
    return tierWords({ fromMs: 0, toMs: nowMs, stepMs: 1, series: [{ ...series, timesMs, tiers }] }, nowMs);
  };

  it("is told with its length and where it ends", () => {
    expect(told(60_000)).toBe("Kept as minutes until 14:59.");
    expect(told(3_600_000)).toBe("Kept as hours and minutes until 14:59.");
  });

  it("is not spoken of where there is none", () => {
    expect(tierWords({ fromMs: 0, toMs: nowMs, stepMs: 1, series: [{ ...series, timesMs: [] }] }, nowMs)).toBe("");
  });
});

describe("a past that did not come in time", () => {
  it("is told, and not taken for nothing", () => {
    const series = { entity: "e", metric: "m", unit: "", timesMs: [], values: [], minimums: [], maximums: [] };
    const history = (fields: object) => ({ fromMs: 0, toMs: 9, stepMs: 1, series: [series, { ...series, ...fields }] });
    expect(incompleteWords(history({ incomplete: "it was late" }))).toBe(
      "Not all of the past is shown: it was late. It is asked for again.",
    );
    expect(incompleteWords(history({ notArchived: "nobody keeps it" }))).toBe(
      "What is missing stays so: nobody keeps it.",
    );
    expect(incompleteWords(history({}))).toBe("");
  });
});

describe("a history that was not answered", () => {
  it("is missing, or no longer renewed where it was there before", () => {
    const why = new Error("the server does not answer");
    expect(failureWords(why, undefined, nowMs)).toBe("There is no history: the server does not answer.");
    expect(failureWords(why, nowMs - 60_000, nowMs)).toBe(
      "The history could not be renewed since 14:59: the server does not answer.",
    );
  });
});
