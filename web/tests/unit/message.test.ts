import { describe, expect, it } from "vitest";
import { decodeMessage, subscribeText, unsubscribeText } from "../../src/live/message";

const decoded = (raw: object) => decodeMessage(JSON.stringify(raw));

describe("a message", () => {
  it("has what it left out as nothing", () => {
    expect(decoded({ type: "update", subscription: "main", sequence: 2, time_ms: 5 })).toEqual({
      type: "update",
      subscription: "main",
      sequence: 2,
      timeMs: 5,
      entities: {},
      events: [],
      moreEvents: false,
      components: {},
    });
  });

  it("of the wrong shape inside counts as if that were left out", () => {
    const odd = { type: "snapshot", subscription: "m", sequence: 1, epoch: 7, time_ms: 5, entities: [], events: {}, components: "x" };
    expect(decoded(odd)).toEqual({ type: "snapshot", subscription: "m", sequence: 1, timeMs: 5, entities: {}, events: [], moreEvents: false, components: {} });
  });

  it.each([
    { type: "update", subscription: 7, sequence: 1 },
    { type: "update", subscription: "m", sequence: "1" },
    { type: "snapshot", sequence: 1 },
    { type: "unheard-of", subscription: "m", sequence: 1 },
  ])("without its place is none: %j", (raw) => expect(decoded(raw)).toBeUndefined());

  it("that is a heartbeat says nothing else", () => {
    expect(decoded({ type: "heartbeat", time_ms: 7 })).toEqual({ type: "heartbeat" });
  });
});

describe("a refusal", () => {
  it.each([
    [{ title: "The message cannot be used", detail: "unknown key" }, "unknown key"],
    [{ title: "The message cannot be used" }, "The message cannot be used"],
    [{}, "the server refused"],
    [{ title: 7, detail: null }, "the server refused"],
  ])("%j says why", (fields, text) => {
    expect(decoded({ type: "error", subscription: "found", ...fields })).toEqual({ type: "error", subscription: "found", text });
  });
});

describe("what is asked", () => {
  it("names only what is wished", () => {
    expect(JSON.parse(subscribeText("main", {}))).toEqual({ type: "subscribe", subscription: "main" });
    const wish = { query: "kind:vm", metrics: ["m"], events: true, rateMs: 250 };
    expect(JSON.parse(subscribeText("main", wish, { epoch: "e", sequence: 4 }))).toEqual({
      type: "subscribe",
      subscription: "main",
      query: "kind:vm",
      metrics: ["m"],
      events: true,
      rate_ms: 250,
      resume: { epoch: "e", sequence: 4 },
    });
    expect(JSON.parse(unsubscribeText("main"))).toEqual({ type: "unsubscribe", subscription: "main" });
  });
});
