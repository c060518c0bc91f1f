import { describe, expect, it } from "vitest";
import { endpointPace, perMinute, sourcePace } from "../../src/connections/pace";
import { endpointWords, roleWords } from "../../src/connections/words";
import { decodeStatus, type SourceReport, type Status } from "../../src/model/status";
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

function statusAt(timeMs: number, endpoints: JsonObject[], more: JsonObject = {}): Status {
  const details = { endpoints, ...more };
  return decodeStatus({ time_ms: timeMs, components: [{ id: "lab", kind: "source", type: "proxmox_poll", state: "running", details }] });
}

function report(details: JsonObject): SourceReport {
  const [told] = decodeStatus({ components: [{ id: "lab", kind: "source", type: "proxmox_poll", state: "running", details }] }).sources;
  if (told === undefined) throw new Error("not decoded");
  return told;
}

describe("what is asked in a minute", () => {
  it("is what the counters grew by, of all endpoints and of what was before together", () => {
    const recent = [
      statusAt(0, [endpoint("a", 10), endpoint("b", 5)], { archive: { requests: 1, handshakes: 0, received_bytes: 0 } }),
      statusAt(30_000, [endpoint("a", 16), endpoint("b", 5), endpoint("c", 2)], { archive: { requests: 3, handshakes: 1, received_bytes: 50 } }),
    ];
    expect(sourcePace(recent, "lab")).toEqual({ overMs: 30_000, requests: 20, handshakes: 4, receivedBytes: 1700 });
    expect(endpointPace(recent, "lab", "a")).toMatchObject({ requests: 12, handshakes: 0 });
    expect(endpointPace(recent, "lab", "b")).toMatchObject({ requests: 0 });
  });

  it("is not known of one look, of two that are close, or where the counters began anew", () => {
    expect(sourcePace([], "lab")).toBeUndefined();
    expect(sourcePace([statusAt(0, [endpoint("a", 10)])], "lab")).toBeUndefined();
    expect(sourcePace([statusAt(0, [endpoint("a", 10)]), statusAt(19_000, [endpoint("a", 12)])], "lab")).toBeUndefined();
    expect(sourcePace([statusAt(0, [endpoint("a", 10)]), statusAt(60_000, [endpoint("a", 3)])], "lab")).toBeUndefined();
    expect(sourcePace([statusAt(0, [endpoint("a", 10)]), statusAt(60_000, [endpoint("a", 12)])], "other")).toBeUndefined();
  });

  it("stands beside what was asked so far", () => {
    expect(perMinute(undefined, { requests: 1, handshakes: 2, receivedBytes: 0 })).toBe("1 request over 2 connections so far");
    expect(perMinute({ overMs: 60_000, requests: 12, handshakes: 0, receivedBytes: 2048 }, { requests: 40, handshakes: 1, receivedBytes: 0 })).toBe(
      "12.0 requests, 0 handshakes and 2.00\u00a0KiB a minute; 40 requests over 1 connection so far",
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

  it("does not say that one answers which is not asked, as another source leads", () => {
    expect(words({ state: "answering", since_ms: nowMs - 1000 }, { role: "standing by" })).toBe("is not asked, stands by");
    expect(roleWords(report({ role: "standing by", cluster: "home", version: "9.1" }))).toBe("Proxmox VE 9.1, stands by for home.");
    expect(roleWords(report({ role: "leading", cluster: "home", version: "9.1", quorate: false }))).toBe("Proxmox VE 9.1, tells of home, which has no quorum.");
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
