import { describe, expect, it } from "vitest";
import { decodeStatus, standsBy } from "../../src/model/status";
import type { Json, JsonObject } from "../../src/model/json";

const source = (details: Json, more: JsonObject = {}): JsonObject => ({
  time_ms: 5,
  version: "1",
  started_ms: 2,
  components: [{ id: "lab", kind: "source", type: "proxmox_poll", state: "running", details, ...more }],
});

describe("the status", () => {
  it("tells of a configuration that was refused, and of none else", () => {
    const told = (configuration: Json) => decodeStatus({ time_ms: 5, configuration }).refused;
    expect(told({ state: "refused", since_ms: 3, problems: ["a", 1, "b"], more_problems: 2 })).toEqual({ sinceMs: 3, problems: ["a", "b"], more: 2 });
    expect(told({ state: "refused" })).toEqual({ sinceMs: 5, problems: [], more: 0 });
    for (const other of [null, "refused", {}, { state: "accepted", problems: ["a"] }]) expect(told(other)).toBeUndefined();
  });

  it("tells of sources what they tell of themselves", () => {
    const endpoint = { url: "https://a", node: "pve1", configured: true, state: "resting", why: "no", since_ms: 1, asked_ms: 5, again_ms: 9, requests: 3, handshakes: 1, received_bytes: 7 };
    const finding = { target: "https://b", check: "token", state: "failed", sentence: "s", remedy: "r", commands: ["c"], looked_ms: 4, facts: { path: "/" } };
    const last_minute = { requests: 1, handshakes: 0, received_bytes: 2 };
    const lastMinute = { requests: 1, handshakes: 0, receivedBytes: 2 };
    const [lab] = decodeStatus(
      source({ cluster: "home", role: "standing by", note: "n", version: "9", quorate: false, budget: { requests_per_minute: 240, handshakes_per_minute: 120, received_bytes_per_minute: 2048, last_minute }, endpoints: [{ ...endpoint, last_minute }], doctor: [finding] }),
    ).sources;
    expect(lab).toMatchObject({ cluster: "home", version: "9", quorate: false, budget: { perMinute: 240, handshakesPerMinute: 120, receivedBytesPerMinute: 2048, lastMinute }, note: "n" });
    expect(lab?.endpoints).toEqual([
      { url: "https://a", node: "pve1", configured: true, state: "resting", why: "no", sinceMs: 1, askedMs: 5, againMs: 9, requests: 3, handshakes: 1, receivedBytes: 7, lastMinute },
    ]);
    expect(lab?.findings).toEqual([
      { target: "https://b", check: "token", state: "failed", sentence: "s", remedy: "r", commands: ["c"], lookedMs: 4, facts: [["path", "/"]] },
    ]);
    expect(lab !== undefined && standsBy(lab)).toBe(true);
  });

  it("leaves out what is no source, and takes nothing for what it is not", () => {
    const others: Json = [{ id: "web", kind: "sink", state: "running" }, 7, { kind: "source" }];
    expect(decodeStatus({ components: others }).sources).toEqual([]);
    expect(decodeStatus({ components: "none" }).sources).toEqual([]);
    const strange: Json = { endpoints: [1, { node: "x" }], doctor: [null, { state: "failed" }, { sentence: "s", state: "on fire", commands: [1], facts: { a: 1 } }], quorate: "yes" };
    const [lab] = decodeStatus(source(strange)).sources;
    expect(lab?.endpoints).toEqual([]);
    expect(lab?.findings).toEqual([{ target: "", check: "", state: "unknown", sentence: "s", commands: [], facts: [] }]);
    expect(lab).not.toHaveProperty("quorate");
  });

  it("tells a source without a doctor from one that found nothing", () => {
    expect(decodeStatus(source({})).sources[0]).not.toHaveProperty("findings");
    expect(decodeStatus(source({ doctor: [] })).sources[0]?.findings).toEqual([]);
  });
});
