import { describe, expect, it } from "vitest";
import { slotMs, slots, Trend } from "../../src/trends/trend";

const at = (slot: number): number => 1_000_000 * slotMs + slot * slotMs;
const tail = (trend: Trend, slot: number, many: number): (number | undefined)[] => trend.until(at(slot)).slice(-many);

describe("a trend", () => {
  it("holds the last value of each slot", () => {
    const trend = new Trend();
    trend.add(at(0), 1);
    trend.add(at(0) + 1, 2);
    trend.add(at(1), 3);
    expect(tail(trend, 1, 3)).toEqual([undefined, 2, 3]);
  });

  it("bridges one missing slot and shows longer gaps", () => {
    const trend = new Trend();
    trend.add(at(0), 1);
    trend.add(at(2), 3);
    trend.add(at(5), 4);
    expect(tail(trend, 5, 6)).toEqual([1, 2, 3, undefined, undefined, 4]);
  });

  it("ages when nothing comes", () => {
    const trend = new Trend();
    trend.add(at(0), 1);
    expect(tail(trend, 2, 3)).toEqual([1, undefined, undefined]);
    expect(trend.until(at(slots)).every((value) => value === undefined)).toBe(true);
  });

  it("takes its past without losing what was seen live", () => {
    const trend = new Trend();
    trend.add(at(2), 9);
    trend.fill(at(1), 5);
    trend.fill(at(2), 7);
    expect(tail(trend, 2, 3)).toEqual([undefined, 5, 9]);
  });

  it("forgets all that is older than its length", () => {
    const trend = new Trend();
    trend.add(at(0), 1);
    trend.add(at(slots * 3), 2);
    expect(trend.until(at(slots * 3)).filter((value) => value !== undefined)).toEqual([2]);
  });
});
