import { describe, expect, it } from "vitest";
import { exportPath, type Series } from "../../src/api/rest";
import { exportedWish } from "../../src/detail/downloads";

const series = (entity: string, metric: string, timesMs: number[]): Series => ({
  entity,
  metric,
  unit: "",
  timesMs,
  values: [],
  minimums: [],
  maximums: [],
});
const shown = (...lines: Series[]) => ({ fromMs: 1_000, toMs: 2_000.4, stepMs: 10, series: lines });

describe("a download", () => {
  it("is of the lines that have points, each of them once", () => {
    const wish = exportedWish(shown(series("a b/vm/1", "cpu", [1]), series("a b/vm/1", "disk", [1]), series("a b/vm/1", "none", [])));
    expect(wish).toEqual({ entities: ["a b/vm/1"], metrics: ["cpu", "disk"], fromMs: 1_000, toMs: 2_000.4 });
  });

  it("is not there where there is nothing", () => {
    expect(exportedWish(shown(series("a", "cpu", [])))).toBeUndefined();
  });

  it("is of samples as they are stored", () => {
    const wish = exportedWish(shown(series("a b/vm/1", "cpu", [1])));
    expect(wish && exportPath(wish, "csv")).toBe(
      "/api/metrics/history?format=csv&entity=a+b%2Fvm%2F1&metric=cpu&from=1000&to=2000",
    );
  });
});
