import { describe, expect, it } from "vitest";
import { Fleet } from "../../src/live/fleet";
import { Fold } from "../../src/live/fold";
import { decodeMessage } from "../../src/live/message";

describe("the fleet", () => {
  it("tells its followers what was touched and what went", () => {
    const fleet = new Fleet();
    const fold = new Fold();
    const heard: string[] = [];
    fleet.follow((touched, gone) => heard.push(`${touched.map((each) => each.id).join()} -${gone.join()}`));
    const take = (fields: object): void => {
      const message = decodeMessage(JSON.stringify({ subscription: "main", time_ms: 5, ...fields }));
      if (message?.type !== "snapshot" && message?.type !== "update") throw new Error("not an update");
      const change = fold.apply(message);
      if (change !== "gap") fleet.take(change, fold);
    };
    take({ type: "snapshot", epoch: "e", sequence: 1, entities: { a: { kind: "vm" }, b: { kind: "vm" } } });
    take({ type: "update", sequence: 2, entities: { a: null, b: { name: "x" }, c: null } });
    take({ type: "snapshot", epoch: "f", sequence: 1, entities: { d: { kind: "vm" } } });
    expect(heard).toEqual(["a,b -", "b -a", "d -b"]);
  });

  it("hears a cluster as long as anything of it is fresh, and knows how long the server waits", () => {
    const fleet = new Fleet();
    const fold = new Fold();
    const take = (fields: object): void => {
      const message = decodeMessage(JSON.stringify({ subscription: "main", time_ms: 5, ...fields }));
      if (message?.type !== "snapshot" && message?.type !== "update") throw new Error("not an update");
      const change = fold.apply(message);
      if (change !== "gap") fleet.take(change, fold);
    };
    const entity = (quality: string, more: object = {}) => ({ kind: "vm", quality, time_ms: 5, ...more });
    expect(fleet.staleAfterMs()).toBe(60_000);
    const entities = { "a/vm/1": entity("stale"), "a/vm/2": entity("estimated"), "b/vm/1": entity("held"), "c/vm/1": entity("unknown"), "d/vm/1": entity("live", { time_ms: null }) };
    take({ type: "snapshot", epoch: "e", sequence: 1, stale_after_ms: 90_000, entities });
    expect(["a", "b", "c", "d"].filter((cluster) => fleet.hears(cluster))).toEqual(["a"]);
    expect(fleet.staleAfterMs()).toBe(90_000);
    take({ type: "update", sequence: 2, entities: { "a/vm/2": { quality: "stale" }, "b/vm/1": { quality: "live" } } });
    expect(["a", "b"].filter((cluster) => fleet.hears(cluster))).toEqual(["b"]);
    expect(fleet.staleAfterMs()).toBe(90_000);
  });
});
