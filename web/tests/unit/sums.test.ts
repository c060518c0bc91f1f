import { describe, expect, it } from "vitest";
import { ageOf, type Age } from "../../src/live/age";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { figuresOf, silentWords, totalQuality, totalWords } from "../../src/overview/figures_of";
import { sumAgeWords, sumsOf } from "../../src/overview/sums";
import { span } from "../../src/words/times";

const nowMs = 10_000_000;
const age = (entity: Entity): Age => ageOf(entity, { nowMs, lostMs: undefined, staleAfterMs: 60_000, hears: () => false });

function entity(id: string, fields: object): Entity {
  const decoded = decodeEntity(id, { kind: id.split("/")[1], quality: "live", time_ms: nowMs - 2000, ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

const node = (name: string, metrics: object, fields: object = {}): Entity =>
  entity(`c/node/${name}`, { status: "online", metrics, ...fields });

describe("the totals", () => {
  it("add up what nodes that are online say, and whole only what is known in part too", () => {
    const sums = sumsOf(
      [
        node("a", { cpu_usage_ratio: 0.5, cpu_count: 8, memory_used_bytes: 2, memory_total_bytes: 4 }),
        node("b", { cpu_count: 16, memory_total_bytes: 64, network_receive_bytes_per_second: 7 }),
        node("c", { cpu_usage_ratio: 1, cpu_count: 32 }, { status: "offline", quality: "held" }),
      ],
      age,
    );
    expect(sums).toMatchObject({ busyCores: 4, cores: 8, memoryUsed: 2, memoryTotal: 4, network: 7, nodesOnline: 2, nodes: 3 });
  });

  it("are unknown, and not 0, where nothing is known", () => {
    for (const figure of Object.values(figuresOf(entity("all/fleet/all", {})))) expect(figure).toBeUndefined();
    const { stopped, nodeStates, guestStates, storages, storageStates, nodesAge, cpuAge, memoryAge, networkAge, storageAge, guestsAge, ...figures } = sumsOf([], age);
    for (const figure of Object.values(figures)) expect(figure).toBeUndefined();
    expect([stopped, storages, nodeStates, guestStates, storageStates]).toEqual([0, 0, [], [], []]);
    for (const each of [nodesAge, cpuAge, memoryAge, networkAge, storageAge, guestsAge]) expect(each.old).toBe(0);
  });

  it("are the server's where it makes them, whatever the parts would add up to", () => {
    const metrics = { nodes_count: 5, nodes_online_count: 4, cpu_usage_ratio: 0.25, cpu_count: 80, guests_running_count: 7 };
    const parts = [node("a", { cpu_usage_ratio: 1, cpu_count: 8, memory_used_bytes: 2, memory_total_bytes: 4 }), entity("c/vm/1", { status: "running" })];
    const sums = sumsOf([...parts, entity("all/fleet/all", { metrics })], age);
    expect(sums).toMatchObject({ nodes: 5, nodesOnline: 4, busyCores: 20, cores: 80, running: 7 });
    // What it does not know is not made up of what the page knows.
    expect(sums).toMatchObject({ memoryUsed: undefined, guests: undefined, network: undefined });
  });

  it("say what a figure is worth", () => {
    const all = entity("all/fleet/all", { metrics: { cpu_count: 8, cpu_usage_ratio: 1, disk_used_bytes: 1 }, metric_quality: { cpu_count: "estimated", disk_used_bytes: "stale" } });
    const words = (...metrics: string[]): string => totalWords(totalQuality(all, metrics), false);
    expect(words("cpu_usage_ratio")).toBe("");
    expect(words("cpu_usage_ratio", "cpu_count")).toBe("a part of it is not known");
    expect(words("cpu_count", "disk_used_bytes", "cpu_usage_ratio")).toBe("a part of it is last known");
    expect(words("disk_used_bytes", "disk_total_bytes")).toBe("a part of it is last known");
    expect(words("guests_count")).toBe("unknown: nothing of it is known");
    expect(totalWords("stale", true)).toBe("last known");
  });

  it("name the clusters of which they have the last known figures", () => {
    expect(silentWords([], 4)).toBe("");
    expect(silentWords(["lab"], 2)).toBe("lab last known");
    expect(silentWords(["lab", "home"], 4)).toBe("lab and home last known");
    expect(silentWords(["a", "b", "c"], 4)).toBe("3 of 4 last known");
  });

  const texts = (counts: readonly { readonly text: string }[]): string[] => counts.map((each) => each.text);

  it("count guests by their state, templates not at all", () => {
    const guests = ["running", "stopped", "paused", "running", "unknown", "unknown", "hibernating"].map((status, index) => entity(`c/vm/${index}`, { status }));
    const sums = sumsOf([...guests, entity("c/vm/9", { status: "hibernating", template: true })], age);
    expect(sums).toMatchObject({ running: 2, stopped: 1 });
    expect(texts(sums.guestStates)).toEqual(["2\u00a0unknown", "1\u00a0hibernating", "1\u00a0paused"]);
  });

  it("tell storages and nodes apart whose state is another one than the usual", () => {
    const storage = (name: string, status: string): Entity => entity(`c/storage/${name}`, { status, metrics: { disk_used_bytes: 1, disk_total_bytes: 2 } });
    const sums = sumsOf([storage("a", "available"), storage("b", "unknown"), storage("d", "unknown"), node("a", {}), node("b", {}, { status: "offline" }), node("d", {}, { status: "unknown" })], age);
    expect(sums.storages).toBe(3);
    expect(texts(sums.storageStates)).toEqual(["2\u00a0unknown"]);
    expect(texts(sums.nodeStates)).toEqual(["1\u00a0unknown"]);
  });

  it("say how old they are, and how much of them is", () => {
    const fresh = node("a", {});
    const stale = node("b", {}, { quality: "stale", time_ms: nowMs - 79_000 });
    const older = node("c", {}, { quality: "stale", time_ms: nowMs - 90_000 });
    const words = (nodes: Entity[]): string => sumAgeWords(sumsOf(nodes, age).nodesAge, span);
    expect(words([fresh])).toBe("");
    expect(words([fresh, stale])).toBe("1 of 2 last known");
    expect(words([stale, older])).toBe("90\u00a0s ago");
  });

  it("say so of each figure alike, also where the state of a silent source's nodes is unknown by now", () => {
    const figures = { cpu_usage_ratio: 0.5, memory_used_bytes: 1, network_receive_bytes_per_second: 1 };
    const silent = node("a", figures, { status: "unknown", quality: "stale", time_ms: nowMs - 88_000 });
    const words = (entities: Entity[]): string[] => {
      const sums = sumsOf(entities, age);
      return [sums.nodesAge, sums.cpuAge, sums.memoryAge, sums.networkAge].map((each) => sumAgeWords(each, span));
    };
    expect(words([silent])).toEqual(Array(4).fill("88\u00a0s ago"));
    expect(words([silent, node("b", figures)])).toEqual(Array(4).fill("1 of 2 last known"));
    // What a node never told makes no figure old, and one that is offline is in none.
    expect(words([node("c", { cpu_usage_ratio: 0.5 }), node("d", { cpu_count: 4 }, { quality: "stale", time_ms: nowMs - 88_000 })])[1]).toBe("");
    expect(words([node("e", figures, { status: "offline", quality: "held", time_ms: nowMs - 88_000 })])).toEqual(["", "", "", ""]);
  });

  it("do not call old what is known not to answer", () => {
    const held = entity("c/vm/1", { status: "unknown", quality: "held", time_ms: nowMs - 420_000 });
    expect(sumsOf([held], age).guestsAge.old).toBe(0);
  });
});
