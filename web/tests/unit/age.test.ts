import { describe, expect, it } from "vitest";
import { ageOf, fading, stateWords, type Moment } from "../../src/live/age";
import { decodeEntity, type Entity } from "../../src/model/entity";

const nowMs = 10_000_000;

function entity(fields: object): Entity {
  const decoded = decodeEntity("c/vm/1", { kind: "vm", status: "running", quality: "live", time_ms: nowMs - 3000, metrics: { cpu_usage_ratio: 0.5 }, ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

const at = (lostMs?: number, hears = true): Moment => ({ nowMs, lostMs, staleAfterMs: 60_000, hears: (cluster) => hears && cluster === "c" });
const words = (fields: object, lostMs?: number, hears = true): string => stateWords(entity(fields), ageOf(entity(fields), at(lostMs, hears)));

describe("the age of an entity", () => {
  it("is no matter while its figures are fresh", () => {
    expect(words({})).toBe("running");
    expect(fading(ageOf(entity({}), at(nowMs - 2000)))).toBe("");
  });

  it.each([
    ["its source says so", { quality: "stale", time_ms: nowMs - 79_000 }, undefined],
    ["there is no connection, and nothing new came for as long as the server waits", { time_ms: nowMs - 79_000 }, nowMs - 30_000],
  ])("makes its state a last known one where %s", (_, fields, lostMs) => {
    expect(words(fields, lostMs)).toBe("last known: running, 79\u00a0s ago");
    expect(fading(ageOf(entity(fields), at(lostMs)))).toBe("fading");
  });

  it("is what the server says of it, whatever its time is", () => {
    for (const quality of ["live", "estimated"]) expect(words({ quality, time_ms: nowMs - 3_600_000 })).toBe("running");
    expect(words({ quality: "stale", time_ms: nowMs + 3_600_000 })).toBe("last known: running, 0\u00a0s ago");
  });

  it("is told of a state that has no word as of one that is unknown", () => {
    for (const status of [undefined, null, "", "unknown"]) {
      expect(words({ status })).toBe("unknown, last heard 3\u00a0s ago");
      expect(words({ status, quality: "stale" })).toBe("unknown, last heard 3\u00a0s ago");
    }
  });

  it("goes on by the server's rule without a connection", () => {
    expect(words({ time_ms: nowMs - 60_000 }, nowMs - 60_000)).toBe("running");
    expect(words({ time_ms: nowMs - 60_001 }, nowMs - 1000)).toBe("last known: running, 60\u00a0s ago");
    // A clock that is ahead keeps nothing fresh for longer.
    expect(words({ time_ms: nowMs + 500_000 }, nowMs - 60_001)).toBe("last known: running, 0\u00a0s ago");
  });

  it("takes no clock that is behind for age, where the server did not", () => {
    expect(words({ time_ms: nowMs - 120_000 }, nowMs - 1000)).toBe("running");
    expect(words({ time_ms: nowMs - 120_000 }, nowMs - 60_001)).toBe("last known: running, 2\u00a0min ago");
  });

  it("counts from the connection's end where it never had figures", () => {
    expect(ageOf(entity({ time_ms: null }), at(nowMs - 60_001))).toEqual({ old: true, stateOld: true, ms: undefined });
    expect(ageOf(entity({ time_ms: null }), at(nowMs - 1000)).old).toBe(false);
  });

  it("does not make old that a node is offline, only what it last said", () => {
    const offline = { kind: "node", status: "offline", quality: "held", time_ms: nowMs - 420_000 };
    expect(words(offline)).toBe("offline, last heard 7\u00a0min ago");
    expect(words(offline, nowMs - 61_000)).toBe("last known: offline, 7\u00a0min ago");
  });

  it("is none of a node's state where its cluster is heard: that is the cluster's own", () => {
    for (const status of ["offline", "online"]) {
      const node = { kind: "node", status, quality: "stale", time_ms: nowMs - 420_000 };
      expect(words(node)).toBe(`${status}, ${status === "online" ? "figures of" : "last heard"} 7\u00a0min ago`);
      expect(words(node, undefined, false)).toBe(`last known: ${status}, 7\u00a0min ago`);
      expect(words(node, nowMs - 61_000)).toBe(`last known: ${status}, 7\u00a0min ago`);
    }
    expect(words({ quality: "stale", time_ms: nowMs - 79_000 })).toBe("last known: running, 79\u00a0s ago");
  });

  it("is that of what was heard last where it is offline or unknown", () => {
    const offline = { kind: "node", status: "offline", quality: "stale", time_ms: nowMs - 840_000 };
    // Capacities are told of what is dead, too.
    for (const metrics of [{}, { cpu_count: 8, memory_total_bytes: 4 }, { cpu_usage_ratio: 0.5 }])
      for (const status of ["offline", "unknown"]) expect(words({ ...offline, status, metrics })).toBe(`${status}, last heard 14\u00a0min ago`);
    // It has just gone, and the server does not call its figures old yet.
    expect(words({ ...offline, quality: "live", time_ms: nowMs - 3000 })).toBe("offline, last heard 3\u00a0s ago");
    // Of a cluster that is not heard it is the state that is old.
    expect(words({ ...offline, metrics: {} }, undefined, false)).toBe("last known: offline, 14\u00a0min ago");
    expect(words({ ...offline, status: "unknown", metrics: {} }, undefined, false)).toBe("unknown, last heard 14\u00a0min ago");
  });

  it("is not made up of what never told a figure, or of times at which it told none", () => {
    const offline = { kind: "node", status: "offline", quality: "unknown", metrics: {} };
    expect(words({ ...offline, time_ms: null })).toBe("offline");
    expect(words({ ...offline, time_ms: nowMs - 3000 })).toBe("offline");
    // Not either once there is no connection.
    expect(words({ ...offline, status: "unknown", time_ms: nowMs - 90_000 }, nowMs - 80_000)).toBe("unknown");
    expect(words({ ...offline, time_ms: nowMs - 90_000 }, nowMs - 80_000)).toBe("last known: offline");
  });

  it("fades it whole after a quarter of an hour", () => {
    expect(fading(ageOf(entity({ quality: "stale", time_ms: nowMs - 901_000 }), at()))).toBe("faded");
  });
});
