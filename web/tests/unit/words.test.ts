import { describe, expect, it } from "vitest";
import { bytes, bytesPerSecond, ofBytes, percent, together } from "../../src/words/numbers";
import { span } from "../../src/words/times";
import { componentTrouble, nodeTrouble } from "../../src/words/trouble";
import { decodeEntity } from "../../src/model/entity";

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

describe("a length of time", () => {
  it.each([
    [400, "0\u00a0s"],
    [99_000, "99\u00a0s"],
    [7 * 60_000, "7\u00a0min"],
    [2.5 * 3_600_000, "2.5\u00a0h"],
    [41 * 86_400_000, "41\u00a0d"],
  ])("of %d ms", (ms, text) => expect(span(ms)).toBe(text));
});

describe("a sentence about trouble", () => {
  const nowMs = new Date(2026, 10, 24, 15, 0).getTime();

  it("says what a component is, since when and why", () => {
    const component = { id: "homelab", type: "proxmox_poll", kind: "source", state: "degraded", why: "no answer", sinceMs: nowMs - 420_000 };
    expect(componentTrouble(component, nowMs)).toEqual({
      id: "component homelab",
      grave: false,
      text: "Source homelab is degraded since 14:53 (7\u00a0min): no answer.",
    });
  });

  it("is not made about what runs", () => {
    expect(componentTrouble({ id: "a", type: "t", kind: "sink", state: "running" }, nowMs)).toBeUndefined();
  });

  it("counts the guests of a node that is offline", () => {
    const node = decodeEntity("c/node/pve3", { kind: "node", cluster: "c", name: "pve3", status: "offline", quality: "held" });
    const guest = decodeEntity("c/vm/1", { kind: "vm", cluster: "c", name: "a", node: "pve3" });
    if (node === undefined || guest === undefined) throw new Error("not decoded");
    expect(nodeTrouble(node, [guest], nowMs)?.text).toBe(
      "Node pve3 is offline. Its guest is shown as last known. Check its power and network.",
    );
  });
});
