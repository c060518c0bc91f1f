import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/model/component";
import { decodeStatus } from "../../src/model/status";
import type { JsonObject } from "../../src/model/json";
import { noneDelivers } from "../../src/words/delivery";

const fails: JsonObject = { url: "https://a", state: "resting", why: "it hangs" };
const answers: JsonObject = { url: "https://b", state: "answering" };

function source(id: string, state: string, details: JsonObject = {}, type = "proxmox_poll"): JsonObject {
  return { id, kind: "source", type, state, details };
}

function none(...sources: JsonObject[]): boolean {
  const web: JsonObject = { id: "web", kind: "sink", type: "web", state: "running" };
  const components = [...sources, web].map((raw) => decodeComponent(String(raw["id"]), raw)).filter((each) => each !== undefined);
  return noneDelivers(components, decodeStatus({ components: [...sources, web] }));
}

describe("that no source delivers", () => {
  it.each([
    ["it failed", [source("a", "failed")]],
    ["it stopped", [source("a", "stopped")]],
    ["all of its endpoints fail", [source("a", "degraded", { endpoints: [fails] })]],
    ["that is so of each", [source("a", "failed"), source("b", "degraded", { endpoints: [fails, fails] })]],
    ["who else there is stands by", [source("a", "degraded", { endpoints: [fails] }), source("b", "running", { role: "standing by" })]],
    ["who else there is stands by and may not lead", [source("a", "degraded", { endpoints: [fails] }), source("b", "degraded", { role: "standing by" })]],
  ] as const)("is said where %s", (_, sources) => expect(none(...sources)).toBe(true));

  it.each([
    ["there is none", []],
    ["one runs", [source("a", "failed"), source("b", "running")]],
    ["one is just starting", [source("a", "starting")]],
    ["an endpoint may answer", [source("a", "degraded", { endpoints: [fails, answers] })]],
    ["it does not tell of endpoints", [source("a", "degraded")]],
    ["a recorded session came to its end", [source("a", "stopped", {}, "replay")]],
  ] as const)("is not said where %s", (_, sources) => expect(none(...sources)).toBe(false));

  it("is not said of a source that was not asked how it is", () => {
    expect(noneDelivers([{ id: "a", kind: "source", type: "proxmox_poll", state: "degraded" }], undefined)).toBe(false);
  });
});
