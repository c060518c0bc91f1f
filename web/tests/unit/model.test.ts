import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/model/component";
import { attribute, decodeEntity, nodeKey, uptimeMs } from "../../src/model/entity";
import { decodeEvent } from "../../src/model/event";

describe("an entity", () => {
  it("has what its key says where it has no words of its own", () => {
    expect(decodeEntity("lab/vm/100", { kind: "vm" })).toMatchObject({
      cluster: "lab",
      name: "100",
      template: false,
      shared: false,
      tags: [],
      metrics: {},
      quality: "unknown",
      metricQuality: {},
    });
  });

  it.each([null, undefined, "vm", [], {}, { kind: 7 }])("that is %j is none", (raw) => {
    expect(decodeEntity("lab/vm/100", raw)).toBeUndefined();
  });

  it("keeps figures only where they are numbers, and qualities only where they are known ones", () => {
    const odd = { kind: "vm", vmid: "7", template: "yes", tags: ["a", 7], metrics: { a: 1, b: "2", c: null }, quality: "good" };
    const entity = decodeEntity("lab/vm/100", { ...odd, metric_quality: { a: "stale", b: "odd" }, time_ms: "now" });
    expect(entity).toMatchObject({ template: false, tags: ["a"], metrics: { a: 1 }, quality: "unknown" });
    expect(entity?.metricQuality).toEqual({ a: "stale", b: "unknown" });
    expect(entity).not.toHaveProperty("vmid");
    expect(entity).not.toHaveProperty("timeMs");
  });

  it("knows its node, its attributes, and for how long it has been up", () => {
    const raw = { kind: "vm", cluster: "lab", node: "pve1", pool: "prod", status: "running", metrics: { uptime_seconds: 9 } };
    const entity = decodeEntity("lab/vm/100", raw);
    const stopped = decodeEntity("lab/vm/100", { ...raw, status: "stopped", node: 7 });
    if (entity === undefined || stopped === undefined) throw new Error("not decoded");
    expect([nodeKey(entity), attribute(entity, "pool"), attribute(entity, "lock")]).toEqual(["lab/node/pve1", "prod", undefined]);
    expect([uptimeMs(entity), uptimeMs(stopped), nodeKey(stopped)]).toEqual([9000, undefined, undefined]);
  });
});

describe("a component", () => {
  it("is read, and its state is unknown where it says none", () => {
    expect(decodeComponent("a", { type: "replay", kind: "source", state: "degraded", why: "x", since_ms: 5 })).toEqual({
      id: "a",
      type: "replay",
      kind: "source",
      state: "degraded",
      why: "x",
      sinceMs: 5,
    });
    expect(decodeComponent("a", {})).toEqual({ id: "a", type: "", kind: "", state: "unknown" });
    expect(decodeComponent("a", null)).toBeUndefined();
  });
});

describe("an event", () => {
  it("is read, and one without a time is none", () => {
    expect(decodeEvent({ time_ms: 5, entity: "e", type: "started", severity: "loud" })).toEqual({
      id: "5 e started",
      entity: "e",
      type: "started",
      severity: "info",
      message: "started",
      timeMs: 5,
    });
    expect(decodeEvent({ id: "x" })).toBeUndefined();
    expect(decodeEvent("x")).toBeUndefined();
  });
});
