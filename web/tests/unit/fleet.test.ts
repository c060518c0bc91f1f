import { createRoot } from "solid-js";
import { describe, expect, test } from "vitest";
import { Fleet } from "../../src/live/fleet";
import { readMessage, type DataMessage } from "../../src/live/messages";
import type { Entity } from "../../src/model/entity";

function message(type: "snapshot" | "update", parts: object): DataMessage {
  const read = readMessage(JSON.stringify({ type, subscription: "main", sequence: 1, time_ms: 5000, ...parts }));
  if (read === undefined || read.type === "error") throw new Error("no message");
  return read;
}

const web = { kind: "vm", name: "web01", status: "running", metrics: { cpu_usage_ratio: 0.5, uptime_seconds: 9 }, quality: "live" };

describe("the fleet", () => {
  const made = (run: (fleet: Fleet, changed: Entity[]) => void) =>
    createRoot((dispose) => {
      run(new Fleet(), []);
      dispose();
    });

  test("is what the snapshot says", () =>
    made((fleet) => {
      fleet.apply(message("snapshot", { entities: { "lab/vm/1": web } }), 4000, () => undefined);
      expect(fleet.ids()).toEqual(["lab/vm/1"]);
      expect(fleet.entity("lab/vm/1")?.metrics["cpu_usage_ratio"]).toBe(0.5);
      expect(fleet.clockOffsetMs()).toBe(1000);
    }));

  test("changes by what an update says, and by nothing else", () =>
    made((fleet, changed) => {
      fleet.apply(message("snapshot", { entities: { a: web, b: web } }), 0, () => undefined);
      const b = fleet.entity("b");
      fleet.apply(message("update", { entities: { a: { metrics: { cpu_usage_ratio: null } } } }), 0, (entity) => changed.push(entity));
      expect(changed.map((entity) => entity.id)).toEqual(["a"]);
      expect(fleet.entity("a")?.metrics).toEqual({ uptime_seconds: 9 });
      expect(fleet.entity("b")).toBe(b);
    }));

  test("loses what went away", () =>
    made((fleet) => {
      fleet.apply(message("snapshot", { entities: { a: web, b: web } }), 0, () => undefined);
      fleet.apply(message("update", { entities: { a: null } }), 0, () => undefined);
      expect(fleet.ids()).toEqual(["b"]);
      fleet.apply(message("snapshot", { entities: { c: web } }), 0, () => undefined);
      expect(fleet.ids()).toEqual(["c"]);
    }));

  test("merges components and keeps each event once", () =>
    made((fleet) => {
      const event = (id: string, text: string, time_ms: number) => ({ id, type: "task", message: text, time_ms });
      const components = { lab: { type: "proxmox_poll", kind: "source", state: "running" } };
      fleet.apply(message("snapshot", { components, events: [event("1", "begun", 1)] }), 0, () => undefined);
      const worse = { lab: { state: "degraded", why: "401" } };
      fleet.apply(message("update", { components: worse, events: [event("1", "done", 1), event("2", "new", 2)] }), 0, () => undefined);
      expect(fleet.components()).toEqual([
        { id: "lab", type: "proxmox_poll", kind: "source", state: "degraded", why: "401" },
      ]);
      expect(fleet.events().map((each) => each.message)).toEqual(["new", "done"]);
    }));

  test("survives what is no entity", () =>
    made((fleet) => {
      fleet.apply(message("snapshot", { entities: { a: 3, b: {}, c: { kind: "vm", metrics: { cpu: "x" }, quality: 7 } } }), 0, () => undefined);
      expect(fleet.ids()).toEqual(["c"]);
      expect(fleet.entity("c")?.quality).toBe("unknown");
      expect(fleet.entity("c")?.metrics).toEqual({});
    }));
});
