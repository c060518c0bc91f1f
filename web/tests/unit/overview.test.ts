import { describe, expect, test } from "vitest";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { pathsOf } from "../../src/overview/linePath";
import { grouped } from "../../src/overview/order";
import { totalsOf } from "../../src/overview/totals";
import { troublesOf } from "../../src/overview/troubles";
import { readView, writeView } from "../../src/shell/address";
import { columnsOf } from "../../src/detail/table";
import { summaryOf } from "../../src/detail/summary";

const entity = (id: string, raw: object): Entity => {
  const made = decodeEntity(id, { quality: "live", ...raw });
  if (made === undefined) throw new Error(id);
  return made;
};
const guest = (vmid: number, node: string, cpu: number | undefined, more: object = {}) =>
  entity(`lab/vm/${vmid}`, {
    kind: "vm",
    name: `g${vmid}`,
    vmid,
    node,
    status: "running",
    metrics: cpu === undefined ? {} : { cpu_usage_ratio: cpu },
    ...more,
  });

test("guests stand in groups of a node, the most loaded first and the unknown last", () => {
  const groups = grouped([guest(1, "b", 0.1), guest(2, "a", 0.2), guest(3, "a", undefined), guest(4, "a", 0.9), guest(5, "a", 1, { template: true })], "cpu");
  expect(groups.map((group) => group.node)).toEqual(["lab/node/a", "lab/node/b"]);
  expect(groups[0]?.guests.map((each) => each.vmid)).toEqual([4, 2, 3, 5]);
});

describe("totals", () => {
  const node = (name: string, status: string, metrics: object) =>
    entity(`lab/node/${name}`, { kind: "node", name, status, metrics });
  test("count what is known, and what is not as not known", () => {
    const totals = totalsOf([
      node("a", "online", { cpu_count: 8, cpu_usage_ratio: 0.5, memory_total_bytes: 10 }),
      node("b", "offline", { cpu_count: 8, memory_total_bytes: 10 }),
      guest(1, "a", 0.1),
      guest(2, "b", undefined, { status: "unknown" }),
    ]);
    expect(totals).toMatchObject({ cores: 8, coresUsed: 4, memory: 10, memoryUsed: undefined, nodesOnline: 1, nodes: 2 });
    expect(totals).toMatchObject({ guests: 2, running: 1, unknown: 1 });
  });
});

test("troubles are sentences, the worst first", () => {
  const components = [
    { id: "ok", type: "t", kind: "source", state: "running" },
    { id: "lab", type: "t", kind: "source", state: "degraded", why: "401", sinceMs: 0 },
  ];
  const down = entity("lab/node/b", { kind: "node", name: "b", status: "offline" });
  const troubles = troublesOf(components, [down, guest(1, "b", undefined)], 120_000);
  expect(troubles.map((trouble) => trouble.subject)).toEqual(["b", "lab"]);
  expect(troubles[0]?.sentence).toBe("is offline. What its 1 guests do is not known.");
  expect(troubles[1]?.sentence).toMatch(/^401\. Since .*2 min/);
});

test("a gap in a line is a gap", () => {
  const box = { width: 100, height: 11, fromMs: 0, toMs: 100_000, most: 10 };
  const { line } = pathsOf([0, 10_000, 20_000, 90_000], [0, null, 10, 5], box);
  expect(line).toBe("M0.0 11.0M20.0 1.0M90.0 6.0");
});

test("the address says what is shown and is short where that is usual", () => {
  expect(writeView(readView(""))).toBe("");
  const view = { query: "cpu>5 tag:prod", node: "lab/node/a", sort: "memory", open: "lab/vm/1" };
  expect(readView(writeView(view))).toEqual(view);
});

test("columns of a chart share their times and break at gaps", () => {
  const series = (timesMs: number[], values: (number | null)[]) => ({ entity: "", metric: "", timesMs, values });
  expect(columnsOf([series([1000, 2000, 9000], [1, 2, 3]), series([2000], [null])], 4000)).toEqual([
    [1, 2, 4, 9],
    [1, 2, null, 3],
    [null, null, null, null],
  ]);
  expect(summaryOf([null, 1, 3])).toEqual({ least: 1, mean: 2, most: 3 });
  expect(summaryOf([null])).toBeUndefined();
});
