import { describe, expect, it } from "vitest";
import { decodeComponent, type Component } from "../../src/model/component";
import { decodeStatus, type Status } from "../../src/model/status";
import { emptinesses, findingTroubles, sentence, withoutAdvice } from "../../src/words/finding_words";
import { needHands } from "../../src/words/severity";
import { sourcesOf } from "../../src/words/trouble";
import type { Json, JsonObject } from "../../src/model/json";

const finding = (check: string, state: string, more: JsonObject = {}): JsonObject => ({ target: "https://a", check, state, sentence: `the ${check} is ${state}`, ...more });
const answering: JsonObject = { url: "https://a", state: "answering" };

function source(id: string, doctor: Json, more: JsonObject = {}, state = "running"): JsonObject {
  return { id, kind: "source", type: "proxmox_poll", state, why: `${id} is ill`, details: { endpoints: [answering], doctor, ...more } };
}

function told(...sources: JsonObject[]): { components: Component[]; status: Status } {
  const components = sources.map((raw) => decodeComponent(String(raw["id"]), raw)).filter((each) => each !== undefined);
  return { components, status: decodeStatus({ components: sources }) };
}

const troubles = (...sources: JsonObject[]) => {
  const { components, status } = told(...sources);
  return findingTroubles(components, status);
};

const hands = (...sources: JsonObject[]): ReadonlySet<string> => {
  const { components, status } = told(...sources);
  return needHands(components, status);
};

describe("findings among what is wrong", () => {
  it("stand there with what to do, the one to act on first, and lead to their source", () => {
    const found = troubles(source("lab", [finding("certificate", "warning"), finding("privileges", "failed", { remedy: "grant it" }), finding("reach", "ok")]));
    expect(found).toEqual([
      { id: "finding lab", grave: true, source: "lab", text: "Source lab: the privileges is failed. Grant it. One more finding stands in its connections." },
    ]);
  });

  it("are no more than worth a look where another endpoint answers", () => {
    const [found] = troubles(source("lab", [finding("reach", "failed", { target: "https://b" })]));
    expect(found).toMatchObject({ grave: false, text: "Source lab: the reach is failed." });
    const [alone] = troubles(source("lab", [finding("reach", "failed", { target: "https://b" })], { endpoints: [] }));
    expect(alone?.grave).toBe(true);
  });

  it("are to be acted on where no endpoint is reached, and not while one is", () => {
    const unreached = finding("reach", "failed");
    const fails: JsonObject = { url: "https://a", state: "answering", why: "it hangs" };
    const acting = (...endpoints: JsonObject[]) => [...hands(source("lab", [unreached], { endpoints }, "degraded"))];
    expect(acting(fails, { ...fails, url: "https://b", configured: false })).toEqual(["lab"]);
    for (const state of ["answering", "answered"]) expect(acting(fails, { url: "https://b", state })).toEqual([]);
  });

  it("make no difference to how grave it is that no endpoint delivers: none has to say how it fails", () => {
    const fails: JsonObject = { url: "https://a", state: "resting", why: "it failed" };
    // Refused or not answered in time, 500 or 595, garbage, and what has no finding.
    for (const doctor of [[finding("reach", "failed")], [finding("answers", "failed")], [finding("certificate", "warning")], []]) {
      expect([...hands(source("lab", doctor, { endpoints: [fails] }, "degraded"))]).toEqual(["lab"]);
      expect([...hands(source("lab", doctor, { endpoints: [fails, { ...answering, url: "https://b" }] }, "degraded"))]).toEqual([]);
    }
  });

  it("are nothing to act on where their endpoint failed before its source stood by: that is past", () => {
    const failed = { url: "https://a", state: "failed", why: "no" };
    const found = [finding("reach", "failed", { remedy: "act", commands: ["act"] }), finding("certificate", "ok"), finding("privileges", "failed", { target: "https://b" })];
    const details = (role: string): JsonObject => ({ endpoints: [failed], role });
    const { status } = told(source("spare", found, details("standing by")));
    expect(status.sources[0]?.findings?.map(({ state, past, remedy, commands }) => [state, past, remedy, commands])).toEqual([
      ["unknown", true, undefined, []],
      ["ok", undefined, undefined, []],
      ["failed", undefined, undefined, []],
    ]);
    const reach = [finding("reach", "failed")];
    expect(troubles(source("spare", reach, details("standing by")))).toEqual([]);
    expect([...hands(source("spare", reach, details("standing by")))]).toEqual([]);
    const asked = { ...details("standing by"), endpoints: [{ ...failed, state: "resting" }] };
    expect([...hands(source("spare", reach, asked))]).toEqual(["spare"]);
  });

  it("are to be acted on where a source stands by as its token lacks a right, though its endpoint answered", () => {
    const rights = finding("privileges", "failed", { remedy: "grant it", commands: ["pveum x"] });
    const { status } = told(source("spare", [rights], { endpoints: [{ ...answering, state: "answered" }], role: "standing by" }));
    expect(status.sources[0]?.findings?.[0]).toMatchObject({ state: "failed", remedy: "grant it", commands: ["pveum x"] });
  });

  it("are not there where they are of no weight, or the source has a line of its own", () => {
    expect(troubles(source("lab", [finding("version", "note"), finding("privileges", "unknown"), finding("reach", "ok")]))).toEqual([]);
    expect(troubles(source("lab", [finding("token", "failed")], {}, "degraded"))).toEqual([]);
    const { components } = told(source("lab", []));
    expect(findingTroubles(components, undefined)).toEqual([]);
  });

  it("are one where several endpoints have it, or several sources of one cluster", () => {
    const of = (target: string): JsonObject => finding("token", "failed", { target, sentence: `${target} does not know the token` });
    const lab = { cluster: "lab" };
    expect(troubles(source("one", [of("https://a"), of("https://b"), of("https://c")], lab))).toMatchObject([
      { text: "Cluster lab: https://a does not know the token.", grave: true },
    ]);
    const rights = [finding("privileges", "failed")];
    const found = troubles(source("one", rights, lab), source("two", rights, lab), source("three", rights, { cluster: "home" }));
    expect(found.map((trouble) => [trouble.text, sourcesOf(trouble)])).toEqual([
      ["Cluster lab: the privileges is failed.", ["one", "two"]],
      ["Cluster home: the privileges is failed.", ["three"]],
    ]);
  });

  it("are not said again of a node that has a line of its own", () => {
    const member = (node: string): JsonObject => finding("members", "warning", { facts: { node }, sentence: `node ${node} is offline` });
    const { components, status } = told(source("one", [member("pve2"), member("pve3")], { cluster: "lab" }));
    const already = [{ id: "x", grave: true, text: "", entity: "lab/node/pve2" }];
    expect(findingTroubles(components, status, already).map((trouble) => trouble.text)).toEqual(["Cluster lab: node pve3 is offline."]);
    expect(findingTroubles(components, status)[0]?.text).toBe("Cluster lab: node pve2 is offline. One more finding stands in its connections.");
  });

  it("tell what somebody has to act on", () => {
    const { components, status } = told(
      source("a", [finding("privileges", "failed")], {}, "degraded"),
      source("b", [finding("quorum", "failed")], {}, "degraded"),
      source("c", [finding("token", "warning")]),
      source("d", [finding("tasks", "failed")], {}, "degraded"),
      source("e", [finding("log", "note")]),
    );
    expect([...needHands(components, status)]).toEqual(["a", "d"]);
  });
});

describe("an empty list", () => {
  it("is explained by what the token may not see, with the command", () => {
    const rights = finding("privileges", "failed", { remedy: "on a node: pveum x", commands: ["pveum x"] });
    const { components, status } = told(source("lab", [rights], {}, "degraded"));
    expect(emptinesses(components, status)).toEqual([
      { source: "lab", text: "The privileges is failed.", remedy: [{ words: "On a node:" }, { command: "pveum x" }] },
    ]);
  });

  it("is explained by a source that is ill, or that does not know yet", () => {
    const { components, status } = told(source("a", [finding("reach", "failed")], {}, "failed"), source("b", [finding("reach", "ok")]));
    expect(emptinesses(components, status).map((each) => each.text)).toEqual([
      "Source a is failed: a is ill.",
      "Source b was not told yet what its token may see.",
    ]);
  });

  it("is nothing to explain where a source may see all, has no doctor, or stands by", () => {
    const { components, status } = told(
      source("a", [finding("privileges", "ok")]),
      { id: "b", kind: "source", type: "replay", state: "running", details: {} },
      source("c", [finding("privileges", "unknown")], { role: "standing by" }),
    );
    expect(emptinesses(components, status)).toEqual([]);
  });

  it("of one cluster is explained by its own source", () => {
    const rights = [finding("privileges", "failed")];
    const { components, status } = told(source("a", rights, { cluster: "home" }), source("b", rights, { cluster: "office" }));
    expect(emptinesses(components, status, "office").map((each) => each.source)).toEqual(["b"]);
  });
});

describe("a sentence", () => {
  it("begins with a capital, but for an address", () => {
    expect(sentence("no answer")).toBe("No answer.");
    expect(sentence("https://a takes connections")).toBe("https://a takes connections.");
    expect(sentence("")).toBe("");
  });
});

describe("advice that stands elsewhere on the page", () => {
  const grant = "on a node: pveum acl modify / --roles $&; then see";
  const rights = finding("privileges", "failed", { remedy: grant, commands: ["pveum acl modify / --roles $&"] });
  const lines = (state: string, sources: string[]): string[] => {
    const { components, status } = told(source("lab", [rights], {}, state));
    const ofComponent = { id: "component lab", grave: true, source: "lab", text: `Source lab is degraded: the token has none; ${grant}; besides, a disk is full.` };
    const all = state === "running" ? findingTroubles(components, status) : [ofComponent];
    return withoutAdvice(all, status, new Set(sources)).map((trouble) => trouble.text);
  };

  it("is not said again among what is wrong", () => {
    expect(lines("degraded", ["lab"])).toEqual(["Source lab is degraded: the token has none; besides, a disk is full."]);
    expect(lines("running", ["lab"])).toEqual(["Source lab: the privileges is failed."]);
  });

  it("is said there where it stands nowhere else", () => {
    expect(lines("degraded", ["office"])[0]).toContain(grant);
    expect(lines("running", [])).toEqual([`Source lab: the privileges is failed. ${sentence(grant)}`]);
  });
});
