import { describe, expect, it } from "vitest";
import { layoutOf } from "../../src/events/event_window";
import { filterOf } from "../../src/events/filter_of_view";
import { causeWords, stateWords, whoWords } from "../../src/events/words";
import { decodeEvent, type FleetEvent } from "../../src/model/event";
import { plainView } from "../../src/view/view";

const nowMs = new Date(2026, 0, 2, 14, 10).getTime();
const event = (more: object = {}): FleetEvent => {
  const decoded = decodeEvent({ id: "a", entity: "c/vm/1", type: "task", time_ms: nowMs - 60_000, message: "It began", ...more });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
};

describe("an event", () => {
  it("leaves JSON with what it has, and nothing for what it has not", () => {
    expect(event()).toEqual({ id: "a", entity: "c/vm/1", type: "task", severity: "info", message: "It began", timeMs: nowMs - 60_000 });
    const whole = { severity: "error", state: "error", end_ms: `${nowMs}`, user: "root@pam", token_id: "night", caused_by: "b" };
    expect(event(whole)).toMatchObject({ severity: "error", state: "error", endMs: nowMs, user: "root@pam", token: "night", causedBy: "b" });
    expect(event({ end_ms: nowMs })).toMatchObject({ endMs: nowMs });
  });

  it.each([{}, { time_ms: "5" }, 7, null, []])("is none where it has no time: %j", (raw) => expect(decodeEvent(raw)).toBeUndefined());

  it("takes nothing for what it is not", () => {
    const strange = event({ id: "", severity: "dire", state: 7, end_ms: "soon", user: "", message: 5 });
    expect(strange).toEqual({ id: `${nowMs - 60_000} c/vm/1 task`, entity: "c/vm/1", type: "task", severity: "info", message: "task", timeMs: nowMs - 60_000 });
  });
});

describe("how an event goes", () => {
  it.each([
    [{}, ""],
    [{ state: "running" }, "running for 60\u00a0s"],
    [{ state: "ok", end_ms: `${nowMs - 48_000}` }, "ok, took 12\u00a0s"],
    [{ state: "error", end_ms: `${nowMs}` }, "error, took 60\u00a0s"],
    [{ state: "warning" }, "warning"],
    [{ state: "unknown" }, "end unknown"],
  ])("%j: %s", (more, words) => expect(stateWords(event(more), nowMs)).toBe(words));
});

describe("who did it", () => {
  it.each([
    [{}, ""],
    [{ user: "root@pam" }, "by root@pam"],
    [{ user: "root@pam", token_id: "night" }, "by root@pam with the token night"],
  ])("%j: %s", (more, words) => expect(whoWords(event(more))).toBe(words));
});

describe("what led to an event", () => {
  const upid = "UPID:pve1:000A:00B:66:hastart:102:root@pam:";

  it("is never said as a fact", () => {
    expect(causeWords(event({ caused_by: "b" }), event({ id: "b", message: "Guests were backed up" }), nowMs)).toBe("Likely because of: Guests were backed up (14:09)");
    expect(causeWords(event({ caused_by: upid }), undefined, nowMs)).toBe("Likely because of the task hastart of 102 on node pve1, which is not in this list");
    expect(causeWords(event({ caused_by: "UPID:pve1:000A:00B:66:startall::root@pam:" }), undefined, nowMs)).toBe(
      "Likely because of the task startall on node pve1, which is not in this list",
    );
    expect(causeWords(event({ caused_by: "what" }), undefined, nowMs)).toBe("Likely because of another event, which is not in this list");
    expect(causeWords(event(), undefined, nowMs)).toBe("");
  });
});

describe("the events that are looked at", () => {
  it("are those of the node that is chosen, and of what is on it", () => {
    expect(filterOf({ ...plainView, query: "tag:a", node: "lab/node/pve1", types: ["ha"], least: "error" })).toEqual({
      entity: "",
      types: ["ha"],
      least: "error",
      query: "tag:a cluster:lab node:pve1",
    });
    expect(filterOf(plainView).query).toBe("");
  });
});

describe("the events' places", () => {
  it("follow from the heights that were measured, and from the usual one", () => {
    expect(layoutOf(["a", "b", "c"], new Map([["a", 30], ["c", 90]]))).toEqual({ tops: [0, 30, 86], height: 176 });
    expect(layoutOf([], new Map())).toEqual({ tops: [], height: 0 });
  });
});
