import { describe, expect, it } from "vitest";
import { factsOf, type Fact } from "../../src/detail/facts";
import { decodeEntity } from "../../src/model/entity";

function facts(id: string, fields: object): readonly Fact[] {
  const decoded = decodeEntity(id, { cluster: "c", metrics: {}, ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return factsOf(decoded);
}
const fact = (all: readonly Fact[], label: string): Fact | undefined => all.find((each) => each.label === label);

describe("the facts of a guest", () => {
  const memoryOf = (source: object): Fact | undefined => fact(facts("c/vm/100", { kind: "vm", vmid: 100, ...source }), "Memory");

  it("say where the figure of its memory comes from", () => {
    expect(memoryOf({ memory_source: "balloon" })?.text).toBe("told by the guest");
    expect(memoryOf({ memory_source: "host" })?.text).toBe("seen by the host");
    expect(memoryOf({ memory_source: "host" })?.why).toContain("may be more than it has");
    expect(memoryOf({ memory_source: "cgroup" })?.text).toBe("counted by the host");
  });

  it("say nothing of a source that is not known", () => {
    expect(memoryOf({})).toBeUndefined();
    expect(memoryOf({ memory_source: "stars" })).toBeUndefined();
  });

  it("show its lock", () => {
    expect(fact(facts("c/vm/100", { kind: "vm", lock: "backup" }), "Lock")?.text).toBe("backup");
  });
});

describe("what the manager of high availability says", () => {
  it.each([
    ["c/node/a", "node", "online", "online", "online"],
    ["c/node/a", "node", "offline", "online", "last told: online"],
    ["c/vm/1", "vm", "unknown", "started", "last told: started"],
    ["c/vm/1", "vm", "", "started", "last told: started"],
    // It is to be started, and is not: that is news.
    ["c/vm/1", "vm", "stopped", "started", "started"],
  ])("of %s, a %s that is %s, is told as what it is", (id, kind, status, ha_state, text) => {
    expect(fact(facts(id, { kind, status, ha_state }), "HA")?.text).toBe(text);
  });
});

describe("the facts of a node", () => {
  const cacheOf = (metrics: object): Fact | undefined => fact(facts("c/node/a", { kind: "node", metrics }), "ZFS cache");

  it("tell what of its memory is the cache of ZFS, and what is used without it", () => {
    const cache = cacheOf({
      memory_arc_bytes: 10 * 1024 ** 3,
      memory_used_without_arc_bytes: 4 * 1024 ** 3,
      memory_total_bytes: 16 * 1024 ** 3,
    });
    expect(cache?.text).toBe("10.0\u00a0GiB of the memory");
    expect(cache?.why).toContain("25.0\u00a0% are used without it");
  });

  it("tell no share where one is not known", () => {
    expect(cacheOf({ memory_arc_bytes: 1024 })?.why).not.toContain("%");
  });

  it("tell nothing of a cache that is not there", () => {
    expect(cacheOf({ memory_total_bytes: 1024 })).toBeUndefined();
  });
});
