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
});
