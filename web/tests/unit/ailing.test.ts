import { describe, expect, it } from "vitest";
import type { Age } from "../../src/live/age";
import { decodeEntity, isOld, type Entity } from "../../src/model/entity";
import { ailing } from "../../src/words/ailing";
import type { JsonObject } from "../../src/model/json";

const age = (entity: Entity): Age => ({ old: isOld(entity), stateOld: isOld(entity), ms: 0 });

const parts: Record<string, JsonObject> = {
  "lab/node/pve1": { kind: "node", status: "online" },
  "lab/node/pve2": { kind: "node", status: "online" },
  "lab/vm/100": { kind: "vm", name: "web-1", node: "pve1", status: "running" },
  "lab/vm/101": { kind: "vm", name: "web-2", node: "pve2", status: "stopped" },
  "lab/storage/ceph1": { kind: "storage", status: "available" },
};

// One that is changed and not among these is a node that is online.
function fleet(changes: Record<string, JsonObject> = {}): Entity[] {
  const ids = new Set([...Object.keys(parts), ...Object.keys(changes)]);
  const node = { kind: "node", status: "online" };
  return [...ids].flatMap((id) => decodeEntity(id, { quality: "live", ...(parts[id] ?? node), ...changes[id] }) ?? []);
}

const stale = { quality: "stale" };

describe("what is ailing", () => {
  it("is nothing where all is of now", () => {
    expect(ailing(fleet(), age, false)).toBeUndefined();
  });

  it.each([
    ["pve2 offline", true, { "lab/node/pve2": { status: "offline", quality: "stale" } }],
    ["2 nodes offline", true, { "lab/node/pve1": { status: "offline" }, "lab/node/pve2": { status: "offline" } }],
    ["pve2 unknown", false, { "lab/node/pve2": { status: "unknown" } }],
    ["pve2 stale", false, { "lab/node/pve2": stale, "lab/vm/101": stale }],
    ["2 nodes stale", false, { "lab/node/pve1": stale, "lab/node/pve2": stale }],
    ["web-1 stale", false, { "lab/vm/100": stale }],
    ["2 guests stale", false, { "lab/vm/100": stale, "lab/vm/101": { quality: "held" } }],
    ["ceph1 stale", false, { "lab/storage/ceph1": stale }],
    ["web-1 unknown", false, { "lab/vm/100": { status: "unknown" } }],
    // A source that has no word for it.
    ["web-1 unknown", false, { "lab/vm/100": { status: "" } }],
    ["ceph1 unknown", false, { "lab/storage/ceph1": { status: "" } }],
    ["ceph1 unknown", false, { "lab/storage/ceph1": { status: "unknown", quality: "unknown" } }],
    ["2 storages unknown", false, { "lab/storage/ceph1": { status: "unknown" }, "lab/storage/pve1/local": { kind: "storage", status: "unknown" } }],
    // What is not of now comes before it.
    ["web-2 stale", false, { "lab/vm/100": { status: "unknown" }, "lab/vm/101": stale }],
  ])("is said in a word: %s", (text, grave, changes: Record<string, JsonObject>) => {
    expect(ailing(fleet(changes), age, false)).toEqual({ grave, text });
  });

  it("is no guest's state that nobody can tell, but its age is", () => {
    const changes = { "lab/vm/100": { status: "unknown" } };
    expect(ailing(fleet(changes), age, false, new Set(["lab"]))).toBeUndefined();
    expect(ailing(fleet(changes), age, false, new Set(["office"]))?.text).toBe("web-1 unknown");
    expect(ailing(fleet({ "lab/vm/100": { status: "unknown", ...stale } }), age, false, new Set(["lab"]))?.text).toBe("web-1 stale");
  });

  it("is the worst of it", () => {
    const changes = { "lab/node/pve1": stale, "lab/vm/100": stale, "lab/node/pve2": { status: "offline" } };
    expect(ailing(fleet(changes), age, false)?.text).toBe("pve2 offline");
  });

  it("names the cluster where there are several", () => {
    const office = { "office/node/pve1": { name: "pve1" } };
    expect(ailing(fleet({ ...office, "lab/node/pve1": { status: "offline" } }), age, true)?.text).toBe("pve1 of lab offline");
    expect(ailing(fleet({ "office/node/pve1": stale }), age, true)?.text).toBe("office stale");
    expect(ailing(fleet({ "office/node/pve1": { status: "unknown", ...stale } }), age, true)?.text).toBe("office stale");
    expect(ailing(fleet({ ...office, "lab/node/pve1": stale }), age, true)?.text).toBe("pve1 of lab stale");
  });
});
