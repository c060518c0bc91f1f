import { describe, expect, it } from "vitest";
import { ageOf, fading, stateWords } from "../../src/live/age";
import { decodeEntity, type Entity } from "../../src/model/entity";

const nowMs = 10_000_000;

function entity(fields: object): Entity {
  const decoded = decodeEntity("c/vm/1", { kind: "vm", status: "running", quality: "live", time_ms: nowMs - 3000, ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

const words = (fields: object, lostMs?: number): string => stateWords(entity(fields), ageOf(entity(fields), nowMs, lostMs));

describe("the age of an entity", () => {
  it("is no matter while its figures are fresh", () => {
    expect(words({})).toBe("running");
    expect(fading(ageOf(entity({}), nowMs, nowMs - 2000))).toBe("");
  });

  it.each([
    ["its source says so", { quality: "stale", time_ms: nowMs - 79_000 }, undefined],
    ["nothing new came of it, whatever is said", { time_ms: nowMs - 79_000 }, undefined],
    ["the connection is lost", { time_ms: nowMs - 79_000 }, nowMs - 60_000],
  ])("makes its state a last known one where %s", (_, fields, lostMs) => {
    expect(words(fields, lostMs)).toBe("last known: running, 79\u00a0s ago");
    expect(fading(ageOf(entity(fields), nowMs, lostMs))).toBe("fading");
  });

  it("counts from the connection's end where it never had figures", () => {
    expect(ageOf(entity({ time_ms: null }), nowMs, nowMs - 60_000)).toEqual({ old: true, stateOld: true, ms: undefined });
    expect(ageOf(entity({ time_ms: null }), nowMs, nowMs - 1000).old).toBe(false);
  });

  it("does not make old that a node is offline, only what it last said", () => {
    const offline = { kind: "node", status: "offline", quality: "held", time_ms: nowMs - 420_000 };
    expect(words(offline)).toBe("offline, figures of 7\u00a0min ago");
    expect(words(offline, nowMs - 60_000)).toBe("last known: offline, 7\u00a0min ago");
  });

  it("fades it whole after a quarter of an hour", () => {
    expect(fading(ageOf(entity({ time_ms: nowMs - 901_000 }), nowMs, undefined))).toBe("faded");
  });
});
