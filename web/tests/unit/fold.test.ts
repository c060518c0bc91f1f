import { describe, expect, it } from "vitest";
import { Fold } from "../../src/live/fold";
import { decodeMessage, type Update } from "../../src/live/message";
import { mergePatch } from "../../src/model/json";

function message(fields: object): Update {
  const decoded = decodeMessage(JSON.stringify({ subscription: "main", time_ms: 5, ...fields }));
  if (decoded === undefined || (decoded.type !== "snapshot" && decoded.type !== "update")) throw new Error("not an update");
  return decoded;
}

const snapshot = message({
  type: "snapshot",
  epoch: "e",
  sequence: 4,
  entities: { "c/vm/1": { kind: "vm", metrics: { cpu_usage_ratio: 0.5, uptime_seconds: 9 } }, "c/vm/2": { kind: "vm" } },
});

describe("a merge patch", () => {
  it("removes what is null, merges objects and replaces lists whole", () => {
    expect(mergePatch({ a: 1, b: { c: 2, d: 3 }, e: [1, 2] }, { a: null, b: { c: 4 }, e: [3] })).toEqual({
      b: { c: 4, d: 3 },
      e: [3],
    });
  });

  it("takes the place of what is no object", () => {
    expect(mergePatch("text", { a: { b: null } })).toEqual({ a: {} });
  });

  it("never reaches an object's prototype", () => {
    mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}') as never);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a subscription's state", () => {
  it("knows of a configuration that was refused until that is over", () => {
    const fold = new Fold();
    const refused = { state: "refused", since_ms: 7 };
    fold.apply(snapshot);
    expect(fold.configuration).toBeNull();
    fold.apply(message({ type: "update", sequence: 5, configuration: refused }));
    fold.apply(message({ type: "update", sequence: 6 }));
    expect(fold.configuration).toEqual(refused);
    fold.apply(message({ type: "update", sequence: 7, configuration: null }));
    expect(fold.configuration).toBeNull();
    fold.apply(message({ type: "snapshot", epoch: "f", sequence: 1, configuration: refused }));
    expect(fold.configuration).toEqual(refused);
    fold.apply(snapshot);
    expect(fold.configuration).toBeNull();
  });

  it("follows differences after a snapshot", () => {
    const fold = new Fold();
    fold.apply(snapshot);
    const change = fold.apply(
      message({
        type: "update",
        sequence: 5,
        entities: { "c/vm/1": { status: "stopped", metrics: { cpu_usage_ratio: null } }, "c/vm/2": null },
      }),
    );
    expect(change).toMatchObject({ whole: false, entities: ["c/vm/1", "c/vm/2"] });
    expect(Object.fromEntries(fold.entities)).toEqual({
      "c/vm/1": { kind: "vm", status: "stopped", metrics: { uptime_seconds: 9 } },
    });
    expect(fold.position()).toEqual({ epoch: "e", sequence: 5 });
  });

  it("says that messages are missing, and forgets where it stood", () => {
    const fold = new Fold();
    fold.apply(snapshot);
    expect(fold.apply(message({ type: "update", sequence: 6 }))).toBe("gap");
    expect(fold.position()).toBeUndefined();
  });

  it("lets a repeated message pass without applying it", () => {
    const fold = new Fold();
    fold.apply(snapshot);
    const change = fold.apply(message({ type: "update", sequence: 4, entities: { "c/vm/1": null } }));
    expect(change).toMatchObject({ entities: [] });
    expect(fold.entities.size).toBe(2);
  });

  it("starts over with a new snapshot", () => {
    const fold = new Fold();
    fold.apply(snapshot);
    fold.apply(message({ type: "snapshot", epoch: "f", sequence: 1, entities: {} }));
    expect(fold.entities.size).toBe(0);
    expect(fold.position()).toEqual({ epoch: "f", sequence: 1 });
  });
});

describe("a frame from the network", () => {
  it.each(["", "[]", "null", "{}", '{"type":"update"}', '{"type":"snapshot","subscription":"main"}', '{"type":7}'])(
    "that is %j is nothing",
    (text) => expect(decodeMessage(text)).toBeUndefined(),
  );
});
