import { describe, expect, it } from "vitest";
import { costWords, endpointWords, ofAtMost, roleWords, size } from "../../src/connections/words";
import { decodeStatus, type SourceReport } from "../../src/model/status";
import { connectionsAt, connectionsOf } from "../../src/view/view";
import { remedyParts } from "../../src/words/remedy";
import type { JsonObject } from "../../src/model/json";

const endpoint = (url: string, requests: number, more: JsonObject = {}): JsonObject => ({
  url,
  configured: true,
  state: "ready",
  requests,
  handshakes: 1,
  received_bytes: requests * 100,
  ...more,
});

function report(details: JsonObject): SourceReport {
  const [told] = decodeStatus({ components: [{ id: "lab", kind: "source", type: "proxmox_poll", state: "running", details }] }).sources;
  if (told === undefined) throw new Error("not decoded");
  return told;
}

describe("what a source was asked", () => {
  it("stands beside its limit, where there is one", () => {
    expect(ofAtMost("13", "240")).toBe("13 of at most 240");
    expect(ofAtMost("13", undefined)).toBe("13");
    expect(ofAtMost(size(2048), size(1 << 30))).toBe("2.00\u00a0KiB of at most 1.00\u00a0GiB");
    expect(ofAtMost(size(2048), size(undefined))).toBe("2.00\u00a0KiB");
  });
});

describe("what an endpoint was asked", () => {
  it("stands with the last minute before all of it, where that is told", () => {
    const words = (fields: JsonObject): string => {
      const [first] = report({ endpoints: [endpoint("a", 40, fields)] }).endpoints;
      return first === undefined ? "" : costWords(first);
    };
    expect(words({})).toBe("40 requests over 1 connection so far");
    expect(words({ last_minute: { requests: 12, handshakes: 1, received_bytes: 2048 } })).toBe(
      "12 requests, 1 handshake and 2.00\u00a0KiB in the last minute; 40 requests over 1 connection so far",
    );
  });
});

describe("an endpoint in words", () => {
  const nowMs = new Date(2026, 0, 2, 14, 10).getTime();
  const words = (fields: JsonObject, source: JsonObject = {}): string => {
    const told = report({ endpoints: [endpoint("a", 1, fields)], ...source });
    const [first] = told.endpoints;
    return first === undefined ? "" : endpointWords(first, told, nowMs).state;
  };

  it("says whether it answers, since when, and when it is asked again", () => {
    expect(words({ state: "answering", since_ms: nowMs - 420_000 })).toBe("answers since 14:03 (7\u00a0min)");
    expect(words({ state: "resting", why: "no", since_ms: nowMs - 60_000, again_ms: nowMs + 12_000 })).toBe("fails since 14:09 (60\u00a0s), asked again in 12\u00a0s");
    // Its rest is over, and nobody asked it yet: it has not answered because of that.
    expect(words({ state: "ready", why: "no", since_ms: nowMs - 60_000 })).toBe("fails since 14:09 (60\u00a0s)");
    expect(words({ state: "ready" })).toBe("is in reserve, not asked yet");
    expect(words({ state: "answering" })).toBe("is being asked for the first time");
  });

  it("says of one that is not asked any more when it was asked last", () => {
    const before = { since_ms: nowMs - 7_200_000, asked_ms: nowMs - 420_000 };
    expect(words({ state: "ready", ...before })).toBe("is in reserve, answered when last asked at 14:03 (7\u00a0min ago)");
    expect(words({ state: "answered", ...before }, { role: "standing by" })).toBe("is not asked, stands by, answered when last asked at 14:03 (7\u00a0min ago)");
    expect(words({ state: "ready", why: "no", ...before })).toBe("fails since 12:10 (2.0\u00a0h), last asked at 14:03 (7\u00a0min ago)");
    expect(words({ state: "answering", ...before, asked_ms: nowMs })).toBe("answers since 12:10 (2.0\u00a0h)");
  });

  it("says no more of one that failed before its source stood by than that it did, and when", () => {
    const failed = { state: "failed", why: "no", since_ms: nowMs - 600_000, asked_ms: nowMs - 420_000 };
    const told = report({ endpoints: [endpoint("a", 1, failed)], role: "standing by" });
    const [first] = told.endpoints;
    expect(first && endpointWords(first, told, nowMs)).toEqual({ shape: "stopped", state: "is not asked, stands by, last failed at 14:03 (7\u00a0min ago)" });
    // Where nobody answers who leads, it is asked all the same.
    const asked = words({ ...failed, state: "resting", again_ms: nowMs + 12_000 }, { role: "standing by" });
    expect(asked).toBe("fails since 14:00 (10\u00a0min), asked again in 12\u00a0s");
    expect(roleWords({ ...told, cluster: "home" }, nowMs)).toBe("Stands by for home, last failed at 14:03 (7\u00a0min ago).");
  });

  it("that was asked last tells of when what is known of a source that stands by is", () => {
    const endpoints = [endpoint("a", 1, { why: "no", asked_ms: nowMs - 600_000 }), endpoint("b", 1, { asked_ms: nowMs - 420_000 })];
    const role = { role: "standing by", cluster: "home" };
    expect(roleWords(report({ endpoints, ...role }), nowMs)).toBe("Stands by for home, answered when last asked at 14:03 (7\u00a0min ago).");
    expect(roleWords(report({ endpoints: [endpoint("a", 0)], ...role }), nowMs)).toBe("Stands by for home.");
  });

  it("does not say that one answers which is not asked, as another source leads", () => {
    expect(words({ state: "answered", since_ms: nowMs - 1000 }, { role: "standing by" })).toBe("is not asked, stands by");
    expect(roleWords(report({ role: "standing by", cluster: "home", version: "9.1" }), nowMs)).toBe("Proxmox VE 9.1, stands by for home.");
    expect(roleWords(report({ role: "standing by", cluster: "home", quorate: true }), nowMs)).toBe("Stands by for home.");
    expect(roleWords(report({ role: "leading", cluster: "home", version: "9.1", quorate: false }), nowMs)).toBe("Proxmox VE 9.1, tells of home, which has no quorum.");
  });
});

describe("a remedy", () => {
  it("has its commands where a sentence leads up to them", () => {
    expect(remedyParts("on a node: pveum a; its user needs the same: pveum b", ["pveum a", "pveum b"])).toEqual([
      { words: "On a node:" },
      { command: "pveum a" },
      { words: "Its user needs the same:" },
      { command: "pveum b" },
    ]);
    expect(remedyParts("on it: pvecm status; then mend it", ["pvecm status"])).toEqual([
      { words: "On it:" },
      { command: "pvecm status" },
      { words: "Then mend it." },
    ]);
  });

  it("is not torn at one in the middle of a sentence", () => {
    expect(remedyParts("see which is wrong (timedatectl on both)", ["timedatectl"])).toEqual([
      { words: "See which is wrong (timedatectl on both)." },
      { command: "timedatectl" },
    ]);
    expect(remedyParts("", [])).toEqual([]);
  });
});

describe("the connections' address", () => {
  it("is no entity's", () => {
    expect(connectionsAt(connectionsOf())).toBe("");
    expect(connectionsAt(connectionsOf("lab"))).toBe("lab");
    expect(connectionsAt("connections/vm/100")).toBeUndefined();
    expect(connectionsAt("")).toBeUndefined();
  });
});
