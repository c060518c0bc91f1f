import { describe, expect, it } from "vitest";
import { linkState } from "../../src/live/link_state";
import { onlyReplays } from "../../src/model/component";

const nowMs = new Date(2026, 10, 24, 15, 0).getTime();

describe("what is said of the connection", () => {
  it.each([
    ["connecting", "connecting", undefined, undefined, "connecting"],
    ["waiting", "reconnecting", nowMs - 60_000, nowMs, "reconnecting since 14:59"],
    ["connecting", "reconnecting", nowMs - 60_000, nowMs, "reconnecting since 14:59"],
    ["open", "connecting", undefined, undefined, "waiting for figures"],
    ["open", "live", undefined, nowMs - 3000, "live, 3\u00a0s"],
    ["open", "live", undefined, nowMs - 79_000, "live, 79\u00a0s"],
    ["open", "stale", undefined, nowMs - 79_000, "stale, newest of 79\u00a0s ago"],
  ] as const)("that is %s: %s", (link, liveness, lostMs, newestMs, text) => {
    expect(linkState(link, lostMs, newestMs, liveness !== "stale", nowMs)).toEqual({ liveness, text });
  });

  it.each([
    [nowMs - 3000, "no source delivers, newest of 3\u00a0s ago"],
    [undefined, "no source delivers"],
  ])("calls nothing live while no source delivers", (newestMs, text) => {
    expect(linkState("open", undefined, newestMs, true, nowMs, false, true)).toEqual({ liveness: "silent", text });
    expect(linkState("waiting", nowMs - 60_000, newestMs, true, nowMs, false, true).liveness).toBe("reconnecting");
  });

  it.each([
    [true, "offline"],
    [false, "partly"],
  ])("says first what is not as it should be", (grave, liveness) => {
    const ill = { grave, text: "pve2 ails" };
    expect(linkState("open", undefined, nowMs - 3000, true, nowMs, false, false, ill)).toEqual({ liveness, text: "pve2 ails \u00b7 live, 3\u00a0s" });
    expect(linkState("open", undefined, nowMs - 3000, true, nowMs, false, true, ill).liveness).toBe("silent");
    expect(linkState("waiting", nowMs, nowMs - 3000, true, nowMs, false, false, ill).liveness).toBe("reconnecting");
  });

  it("does not call a recorded session live", () => {
    expect(linkState("open", undefined, nowMs - 3000, true, nowMs, true).text).toBe("recorded session, 3\u00a0s");
  });
});

describe("a recorded session", () => {
  const part = (kind: string, type: string) => ({ id: type, kind, type, state: "running" });
  it("is what is shown where every source plays one", () => {
    expect(onlyReplays([part("source", "replay"), part("sink", "web")])).toBe(true);
    expect(onlyReplays([part("source", "replay"), part("source", "proxmox_poll")])).toBe(false);
    expect(onlyReplays([part("sink", "web")])).toBe(false);
  });
});
