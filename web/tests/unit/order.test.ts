import { describe, expect, it } from "vitest";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { chosen, isAscending, rows } from "../../src/overview/order";
import { hashOf, plainView, viewOf } from "../../src/view/view";

function guest(vmid: number, name: string, node: string, cpu?: number): Entity {
  const metrics = cpu === undefined ? {} : { cpu_usage_ratio: cpu };
  const entity = decodeEntity(`c/vm/${vmid}`, { kind: "vm", cluster: "c", vmid, name, node, metrics });
  if (entity === undefined) throw new Error("not decoded");
  return entity;
}

const guests = [guest(100, "web10", "b", 0.1), guest(101, "web2", "a", 0.9), guest(102, "db", "b"), guest(103, "x", "b", 0.5)];
const keys = (view: Partial<typeof plainView>): string[] => rows(guests, { ...plainView, ...view }).map((row) => row.key);

describe("the order of guests", () => {
  it("is by node, the most loaded first, what is unknown last", () => {
    expect(keys({})).toEqual(["group c/node/a", "c/vm/101", "group c/node/b", "c/vm/103", "c/vm/100", "c/vm/102"]);
  });

  it("by load leaves what is unknown last in both directions", () => {
    expect(keys({ sort: "cpu" })).toEqual(["c/vm/101", "c/vm/103", "c/vm/100", "c/vm/102"]);
    expect(keys({ sort: "cpu", backwards: true })).toEqual(["c/vm/100", "c/vm/103", "c/vm/101", "c/vm/102"]);
  });

  it("by uptime takes what is stopped for unknown", () => {
    const up = (vmid: number, status: string, uptime_seconds: number): Entity => {
      const entity = decodeEntity(`c/vm/${vmid}`, { kind: "vm", vmid, status, metrics: { uptime_seconds } });
      if (entity === undefined) throw new Error("not decoded");
      return entity;
    };
    const some = [up(1, "stopped", 0), up(2, "running", 50), up(3, "running", 9)];
    const order = rows(some, { ...plainView, sort: "uptime", backwards: true }).map((row) => row.key);
    expect(order).toEqual(["c/vm/3", "c/vm/2", "c/vm/1"]);
  });

  it("says whether it goes up or down", () => {
    expect([isAscending("name", false), isAscending("vmid", false), isAscending("node", true)]).toEqual([true, true, false]);
    expect([isAscending("cpu", false), isAscending("uptime", true)]).toEqual([false, true]);
  });

  it("by name counts as people do", () => {
    expect(keys({ sort: "name" })).toEqual(["c/vm/102", "c/vm/101", "c/vm/100", "c/vm/103"]);
  });
});

describe("the choice of guests", () => {
  it("keeps to the node and to what the search found", () => {
    const found = new Set(["c/vm/100", "c/vm/101"]);
    expect(chosen(guests, { ...plainView, node: "c/node/b" }, found).map((each) => each.id)).toEqual(["c/vm/100"]);
  });
});

describe("the address", () => {
  it("says the whole view and is read back the same", () => {
    const view = { ...plainView, query: "cpu>5 tag:web", node: "c/node/a", sort: "memory", backwards: true, open: "c/vm/100", hours: 6 } as const;
    expect(hashOf(view)).toBe("#q=cpu%3E5+tag:web&node=c/node/a&sort=-memory&open=c/vm/100&hours=6");
    expect(viewOf(hashOf(view))).toEqual(view);
    expect(hashOf(plainView)).toBe("");
    const events = { ...plainView, show: "events", types: ["task", "ha"], least: "warning", open: "c/vm/100" } as const;
    expect(hashOf(events)).toBe("#show=events&type=task,ha&severity=warning&open=c/vm/100");
    expect(viewOf(hashOf(events))).toEqual(events);
  });

  it("that makes no sense is the plain view", () => {
    expect(viewOf("#sort=-colour&hours=7&show=nothing&severity=dire&type=,,")).toEqual(plainView);
  });
});
