import { describe, expect, it } from "vitest";
import type { Row } from "../../src/overview/order";
import { between, layoutOf } from "../../src/overview/row_window";

const group: Row = { type: "group", key: "g", node: "n", guests: 2, busyCores: undefined, memoryUsed: undefined };
const guest: Row = { type: "guest", key: "a" };
const layout = layoutOf([group, guest, guest, group, guest], { group: 36, guest: 100 });

describe("the rows' places", () => {
  it("follow from the heights of groups and guests", () => {
    expect(layout).toEqual({ tops: [0, 36, 136, 236, 272], height: 372 });
    expect(layoutOf([], { group: 36, guest: 100 })).toEqual({ tops: [], height: 0 });
  });

  it.each([
    [-100, -10, 0, 0],
    [0, 36, 0, 1],
    [37, 137, 1, 3],
    [136, 300, 1, 5],
    [400, 900, 4, 5],
  ])("from %d to %d hold the rows in sight", (from, to, first, end) => {
    expect(between(layout, from, to)).toEqual({ first, end });
  });
});
