import { describe, expect, it } from "vitest";
import { bytes, bytesPerSecond, ofBytes, percent, together } from "../../src/words/numbers";
import { cpu, fullWords } from "../../src/words/measures";
import { reason } from "../../src/words/reason";
import { span } from "../../src/words/times";
import { clustersWithoutQuorum, componentTrouble, nodeTrouble, sourcesOf, troubles } from "../../src/words/trouble";
import { decodeEntity, type Entity } from "../../src/model/entity";

describe("a figure", () => {
  it("is a dash where it is unknown, never 0", () => {
    expect([bytes(undefined), percent(undefined), bytesPerSecond(undefined)].map(together)).toEqual(["–", "–", "–"]);
    expect(together(percent(0))).toBe("0\u00a0%");
  });

  it.each([
    [0, "0\u00a0B"],
    [1023, "1023\u00a0B"],
    [1024, "1.00\u00a0KiB"],
    [1024 * 1024 * 12.34, "12.3\u00a0MiB"],
    [1024 ** 3 * 512, "512\u00a0GiB"],
  ])("of %d bytes has three digits that count", (value, text) => expect(together(bytes(value))).toBe(text));

  it.each([
    [0, "0\u00a0B/s"],
    [0.4, "0.40\u00a0B/s"],
    [0.0001, "<0.01\u00a0B/s"],
    [512.6, "513\u00a0B/s"],
    [8_200_000, "8.20\u00a0MB/s"],
  ])("of a rate of %d counts in thousands", (value, text) => expect(together(bytesPerSecond(value))).toBe(text));

  it.each([
    [0.0493, "4.93\u00a0%"],
    [0.0004, "0.04\u00a0%"],
    [0.00004, "<0.01\u00a0%"],
    [0.253, "25.3\u00a0%"],
    [1, "100\u00a0%"],
  ])("of a share of %d is a percentage", (ratio, text) => expect(together(percent(ratio))).toBe(text));

  it("never stands without its whole where that is known", () => {
    expect(together(ofBytes(12.1 * 1024 ** 3, 16 * 1024 ** 3))).toBe("12.1 / 16\u00a0GiB");
    expect(together(ofBytes(3 * 1024 ** 3, 1024 ** 4))).toBe("3.00\u00a0GiB / 1\u00a0TiB");
    expect(together(ofBytes(0, 1024 ** 4))).toBe("0 / 1\u00a0TiB");
    expect(together(ofBytes(undefined, 16 * 1024 ** 3))).toBe("– / 16\u00a0GiB");
  });
});

describe("a measure in full", () => {
  it("says what a share is of", () => {
    expect(fullWords(cpu, { cpu_usage_ratio: 0.253, cpu_count: 8 })).toBe("CPU 25.3\u00a0% of 8 cores");
    expect(fullWords(cpu, { cpu_usage_ratio: 0.253, cpu_count: 1 })).toBe("CPU 25.3\u00a0% of 1 core");
    expect(fullWords(cpu, { cpu_count: 8 })).toBe("CPU \u2013");
  });
});

describe("a reason", () => {
  const fresh = { old: false, stateOld: false, ms: 2000 };
  it.each([
    ["stopped", "unknown: it is stopped"],
    ["offline", "unknown: its node is offline"],
    ["unknown", "unknown: its state is unknown"],
    ["running", "unknown: the source does not say"],
  ])("of a dash where it is %s", (status, words) => {
    expect(reason(entity("c/vm/1", { kind: "vm", status }), percent(undefined), "live", fresh)).toBe(words);
  });

  it("of a pale figure says its age", () => {
    const guest = entity("c/vm/1", { kind: "vm", status: "running" });
    expect(reason(guest, percent(0.5), "live", { old: true, stateOld: true, ms: 79_000 })).toBe("last known, of 79\u00a0s ago");
    expect(reason(guest, percent(0.5), "estimated", fresh)).toBe("estimated, of 2\u00a0s ago");
    expect(reason(guest, percent(0.5), "live", fresh)).toBe("");
  });
});

describe("a length of time", () => {
  it.each([
    [400, "0\u00a0s"],
    [99_000, "99\u00a0s"],
    [7 * 60_000, "7\u00a0min"],
    [2.5 * 3_600_000, "2.5\u00a0h"],
    [41 * 86_400_000, "41\u00a0d"],
  ])("of %d ms", (ms, text) => expect(span(ms)).toBe(text));
});

function entity(id: string, fields: object): Entity {
  const decoded = decodeEntity(id, fields);
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

describe("a sentence about trouble", () => {
  const nowMs = new Date(2026, 10, 24, 15, 0).getTime();

  it("says what a component is, since when and why", () => {
    const component = { id: "homelab", type: "proxmox_poll", kind: "source", state: "degraded", why: "no answer", sinceMs: nowMs - 120_000 };
    expect(componentTrouble([component], nowMs)).toEqual({
      id: "component homelab",
      source: "homelab",
      grave: false,
      text: "Source homelab is degraded since 14:58 (2\u00a0min): no answer.",
    });
  });

  it("asks for a deed once a source has not come back for minutes", () => {
    const component = { id: "homelab", type: "proxmox_poll", kind: "source", state: "degraded", why: "no answer", sinceMs: nowMs - 420_000 };
    expect(componentTrouble([component], nowMs)).toMatchObject({
      grave: true,
      text: "Source homelab is degraded since 14:53 (7\u00a0min): no answer. Check that it can be reached and lets Pipevane in.",
    });
  });

  it("is one about a dead source, with the nodes that it leaves old", () => {
    const source = { id: "edge", type: "proxmox_poll", kind: "source", state: "degraded", why: "no answer", sinceMs: nowMs - 60_000 };
    const well = { id: "other", type: "proxmox_poll", kind: "source", state: "running" };
    const fleet = ["c", "c", "other"].map((cluster, index) =>
      entity(`${cluster}/node/pve${index}`, { kind: "node", cluster, name: `pve${index}`, status: "online", quality: "stale" }),
    );
    const guest = entity("c/vm/1", { kind: "vm", cluster: "c", node: "pve0" });
    expect(troubles([source, well], fleet, [guest], nowMs).map((trouble) => trouble.text)).toEqual([
      "Source edge is degraded since 14:59 (60\u00a0s): no answer. pve0, pve1 with 1 guest are shown as last known.",
      "Node pve2 of other sends no new figures.",
    ]);
  });

  it("is one for all sources of a cluster that fail alike, with their addresses and the advice once", () => {
    const ill = (id: string, port: number, how = "Connection refused") => ({
      id,
      type: "proxmox_poll",
      kind: "source",
      state: "degraded",
      why: `cannot connect to https://lab:${port}: ${how}; check that the node is up`,
      sinceMs: nowMs - port * 1000,
    });
    const clusterOf = new Map([["one", "lab"], ["two", "lab"], ["three", "lab"], ["far", "office"]]);
    const node = entity("lab/node/pve1", { kind: "node", cluster: "lab", name: "pve1", status: "online", quality: "stale" });
    const all = troubles([ill("one", 1), ill("two", 2), ill("three", 3, "No route to host"), ill("far", 4)], [node], [], nowMs, clusterOf);
    expect(all.map((trouble) => trouble.text)).toEqual([
      "Cluster lab: sources one, two and three are degraded since 14:59 (3\u00a0s): cannot connect to https://lab:1 and https://lab:2: Connection refused; cannot connect to https://lab:3: No route to host; check that the node is up. pve1 is shown as last known.",
      "Cluster office: source far is degraded since 14:59 (4\u00a0s): cannot connect to https://lab:4: Connection refused; check that the node is up.",
    ]);
    expect(all.map(sourcesOf)).toEqual([["one", "two", "three"], ["far"]]);
  });

  it("is the node's own where another source of its cluster is well", () => {
    const source = (id: string, state: string) => ({ id, type: "proxmox_poll", kind: "source", state, why: "no answer", sinceMs: nowMs });
    const node = (cluster: string) => entity(`${cluster}/node/pve1`, { kind: "node", cluster, name: "pve1", status: "online", quality: "stale" });
    const clusterOf = new Map([["one", "lab"], ["two", "lab"]]);
    const texts = troubles([source("one", "degraded"), source("two", "running")], [node("lab"), node("office")], [], nowMs, clusterOf).map((each) => each.text);
    expect(texts).toEqual([
      "Cluster lab: source one is degraded since 15:00 (0\u00a0s): no answer.",
      "Node pve1 of lab sends no new figures.",
      "Node pve1 of office sends no new figures.",
    ]);
  });

  it("is not made about what runs", () => {
    expect(componentTrouble([{ id: "a", type: "t", kind: "sink", state: "running" }], nowMs)).toBeUndefined();
  });

  it("blames no power where who answers has no quorum, and lists all others as offline", () => {
    const cluster = (name: string, quorate: string) => entity(`${name}/cluster/${name}`, { kind: "cluster", cluster: name, quorate });
    const all = [cluster("a", "false"), cluster("b", "true"), entity("c/cluster/c", { kind: "cluster", cluster: "c" })];
    const nodes = ["a", "b"].map((name) => entity(`${name}/node/pve3`, { kind: "node", cluster: name, name: "pve3", status: "offline", quality: "held" }));
    const found = troubles([], nodes, [], nowMs, new Map(), clustersWithoutQuorum(all));
    expect(found.map((each) => each.text)).toEqual([
      "Node pve3 of a is offline to who answers, which has no quorum: it may be well. Since when is not known. See on each node what it sees of the others: pvecm status.",
      "Node pve3 of b is offline. Since when is not known. Check its power and network.",
    ]);
    expect(found.every((each) => each.grave)).toBe(true);
  });

  it("counts the guests of a node that is offline", () => {
    const node = entity("c/node/pve3", { kind: "node", cluster: "c", name: "pve3", status: "offline", quality: "held" });
    const guest = entity("c/vm/1", { kind: "vm", cluster: "c", name: "a", node: "pve3" });
    expect(nodeTrouble(node, [guest], nowMs)?.text).toBe(
      "Node pve3 is offline. Since when is not known. Its guest is shown as last known. Check its power and network.",
    );
  });

  it("says when a node was last heard, as far as that is known", () => {
    const node = (status: string, quality: string, fields: object = { time_ms: nowMs - 840_000 }) =>
      nodeTrouble(entity("c/node/pve3", { kind: "node", name: "pve3", status, quality, ...fields }), [], nowMs)?.text;
    expect(node("offline", "stale")).toBe("Node pve3 is offline. Last heard at 14:46 (14\u00a0min ago). Check its power and network.");
    expect(node("unknown", "held")).toBe("The state of node pve3 is unknown. Last heard at 14:46 (14\u00a0min ago).");
    expect(node("online", "stale")).toBe("Node pve3 sends no new figures. Last heard at 14:46 (14\u00a0min ago).");
    // A time at which it told no figure is none at which it was heard.
    expect(node("unknown", "unknown")).toBe("The state of node pve3 is unknown. Since when is not known.");
    expect(node("offline", "unknown", {})).toBe("Node pve3 is offline. Since when is not known. Check its power and network.");
    // It has just gone: the server does not call its figures old yet.
    expect(node("offline", "live", { time_ms: nowMs - 3000 })).toBe("Node pve3 is offline. Last heard at 14:59 (3\u00a0s ago). Check its power and network.");
  });
});
