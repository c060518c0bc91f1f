import { describe, expect, it } from "vitest";
import { decodeSeries, type Series } from "../../src/api/rest";
import { summaryOf, withGaps } from "../../src/charts/summary";

function series(fields: object): Series {
  const decoded = decodeSeries({ entity: "c/vm/1", metric: "m", ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

describe("a line's summary", () => {
  it("takes the least and the most of what was sampled, and the mean of the steps", () => {
    const line = series({ times_ms: [0, 1, 2], values: [2, null, 4], minimums: [1, null, 3], maximums: [5, null, 9] });
    expect(summaryOf(line)).toEqual({ least: 1, mean: 3, most: 9, measured: true });
  });

  it("does with the steps where nothing else was sent", () => {
    expect(summaryOf(series({ times_ms: [0, 1], values: [2, 4] }))).toEqual({ least: 2, mean: 3, most: 4, measured: true });
  });

  it("is none where nothing is known", () => {
    expect(summaryOf(series({ times_ms: [0], values: [null] }))).toBeUndefined();
    expect(summaryOf(series({}))).toBeUndefined();
  });
});

describe("a line's gaps", () => {
  it("are shown where more than two steps are missing", () => {
    expect(withGaps(series({ times_ms: [0, 10, 20, 30, 80], values: [1, 2, 3, 4, 5] }), 10)).toEqual({
      timesMs: [0, 10, 20, 30, 40, 80],
      values: [1, 2, 3, 4, null, 5],
    });
  });

  it("are none where the source is slower than the step that was asked for", () => {
    const line = withGaps(series({ times_ms: [0, 60, 120, 180], values: [1, 2, 3, 4] }), 10);
    expect(line.values).toEqual([1, 2, 3, 4]);
  });

  it("keep what the source called unknown", () => {
    expect(withGaps(series({ times_ms: [0, 10], values: [1, null] }), 10).values).toEqual([1, null]);
  });
});

describe("a line whose step is shorter than that of others", () => {
  it("has gaps by its own step", () => {
    const line = series({ times_ms: [0, 10, 20, 70], values: [1, 2, 3, 4], step_ms: 0 });
    expect(withGaps(line, 100).values).toEqual([1, 2, 3, null, 4]);
  });
});

describe("a line with an archive before it", () => {
  it("has no extremes where nobody measured them", () => {
    const line = series({
      times_ms: [0, 90, 100],
      values: [7, 3, 4],
      minimums: [null, 3, 4],
      maximums: [null, 3, 5],
      steps_ms: [90, 0, 0],
      archived: { count: 1, from: "RRD", aggregate: "avg" },
    });
    expect(summaryOf(line)).toMatchObject({ least: 3, most: 7, measured: false });
  });

  const steps = { steps_ms: [1800, 1800, 60, 60, 0, 0, 0], archived: { count: 4, from: "RRD" } };

  it("has no gap where its steps change", () => {
    const line = series({ times_ms: [0, 1800, 3600, 3660, 3720, 3730, 3740], values: [1, 2, 3, 4, 5, 6, 7], ...steps });
    expect(withGaps(line, 0).values).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("has one where rows are missing, for as long as they are", () => {
    const line = series({ times_ms: [0, 9000, 10800, 10860, 10920, 10930, 11000], values: [1, 2, 3, 4, 5, 6, 7], ...steps });
    expect(withGaps(line, 0)).toEqual({
      timesMs: [0, 1800, 9000, 10800, 10860, 10920, 10930, 11000],
      values: [1, null, 2, 3, 4, 5, 6, 7],
    });
  });

  it("has a mean in which each point counts for as long as it stands for", () => {
    const line = series({ times_ms: [0, 90, 100], values: [1, 11, 11], steps_ms: [90, 0, 0], archived: { count: 1, from: "RRD" } });
    expect(summaryOf(line)?.mean).toBeCloseTo((90 * 1 + 20 * 11) / 110, 9);
  });
});

describe("a line with a hole that an archive fills", () => {
  const filled = (spans: object[]) =>
    series({
      times_ms: [0, 10, 20, 30, 90, 150, 160],
      values: [1, 1, 1, 7, 7, 1, 1],
      steps_ms: [0, 0, 0, 60, 60, 0, 0],
      archived: { count: 0, from: "RRD", spans },
    });

  it("has no gap there, and no extremes", () => {
    const line = filled([{ first: 3, count: 2 }]);
    expect(withGaps(line, 0).values).toEqual([1, 1, 1, 7, 7, 1, 1]);
    expect(summaryOf(line)?.measured).toBe(false);
    expect(summaryOf(line)?.mean).toBeCloseTo((120 * 7 + 50) / 170, 9);
  });

  it("has one where the points would be stored ones", () => {
    expect(withGaps(filled([]), 0).values).toContain(null);
  });
});

describe("a series from the network", () => {
  it.each([null, 7, [], {}, { entity: "e" }, { metric: "m" }])("that is %j is none", (raw) => {
    expect(decodeSeries(raw as never)).toBeUndefined();
  });

  it("has a null where a figure is none", () => {
    expect(series({ times_ms: [1, "x"], values: ["7", 8] })).toMatchObject({ timesMs: [1, 0], values: [null, 8], unit: "" });
  });
});
