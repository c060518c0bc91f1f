import { describe, expect, it } from "vitest";
import { ageOf, type Age } from "../../src/live/age";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { sumAgeWords, sumsOf } from "../../src/overview/sums";
import { span } from "../../src/words/times";

const nowMs = 10_000_000;
const age = (entity: Entity): Age => ageOf(entity, nowMs, undefined);

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
    expect(sumsOf([], age)).toMatchObject({ busyCores: undefined, memoryUsed: undefined, storageUsed: undefined, network: undefined });
  });

  it("count guests by their state, templates not at all", () => {
    const guests = ["running", "stopped", "paused", "running"].map((status, index) => entity(`c/vm/${index}`, { status }));
    const sums = sumsOf([...guests, entity("c/vm/9", { status: "stopped", template: true })], age);
    expect(sums).toMatchObject({ running: 2, stopped: 1, otherwise: 1 });
  });

  it("say how old they are, and how much of them is", () => {
    const fresh = node("a", {});
    const stale = node("b", {}, { quality: "stale", time_ms: nowMs - 79_000 });
    const older = node("c", {}, { time_ms: nowMs - 90_000 });
    const words = (nodes: Entity[]): string => sumAgeWords(sumsOf(nodes, age).nodesAge, span);
    expect(words([fresh])).toBe("");
    expect(words([fresh, stale])).toBe("1 of 2 last known");
    expect(words([stale, older])).toBe("90\u00a0s ago");
  });

  it("do not call old what is known not to answer", () => {
    const held = entity("c/vm/1", { status: "unknown", quality: "held", time_ms: nowMs - 420_000 });
    expect(sumsOf([held], age).guestsAge.old).toBe(0);
  });
});
