// How states that are not the usual ones, and figures that are not of now, are told.
import { describe, expect, it } from "vitest";
import { FakeServer } from "./fake_server";
import { folder, page, row, server, visit } from "./visiting";

describe("figures that are no longer of now", () => {
  const before = (seconds: number): number => Date.now() - seconds * 1000;

  it("are called the last known ones in rows, cards, totals and the detail", async () => {
    await visit(new FakeServer(folder), "#open=homelab/vm/100");
    await row("web-1").waitFor();
    const ids = Object.keys(server.fleet.entities);
    server.change(Object.fromEntries(ids.map((id) => [id, { quality: "stale", time_ms: before(79) }])));
    await row("web-1").getByText(/79|8\d/).first().waitFor();
    await row("web-1").getByRole("img", { name: /^last known: running, \d+.s ago$/ }).waitFor();
    await page.locator(".node", { hasText: "pve1" }).getByText(/^last known: online, \d+.s ago$/).first().waitFor();
    await page.locator(".detail h2").getByText(/^last known: running/).waitFor();
    expect(await page.locator(".total.old").count()).toBe(6);
    expect(await page.locator(".total", { hasText: "Memory" }).textContent()).toMatch(/\d+.s ago/);
    expect(await page.locator(".mark-on:not(.mark-stale)").count()).toBe(0);
  });

  it("are those that the server says are, and no others, however old they look here", async () => {
    await visit(new FakeServer(folder));
    await row("web-1").waitFor();
    const ids = Object.keys(server.fleet.entities).filter((id) => server.fleet.entities[id]?.["quality"] === "live");
    server.change(Object.fromEntries(ids.map((id) => [id, { time_ms: before(300) }])));
    server.change({ "homelab/vm/100": { quality: "stale", time_ms: before(1) } });
    await page.locator(".guest.fading", { hasText: "web-1" }).waitFor();
    expect(await page.locator(".guest.fading").count()).toBe(1);
    await page.locator(".live-offline", { hasText: /live, 5.min$/ }).waitFor();
  });

  it("do not make old that a node is offline, as long as its cluster is heard", async () => {
    await visit(new FakeServer(folder));
    await row("web-1").waitFor();
    const card = page.locator(".node", { hasText: "pve2" });
    server.change({ "homelab/node/pve2": { status: "offline", quality: "stale", time_ms: before(85) } });
    await card.getByText(/^offline, last heard \d+.s ago$/).waitFor();
    expect(await card.locator(".mark-broken:not(.mark-stale)").count()).toBe(1);
    const ids = Object.keys(server.fleet.entities);
    server.change(Object.fromEntries(ids.map((id) => [id, { quality: "stale" }])));
    await card.getByText(/^last known: offline, \d+.s ago$/).waitFor();
  });
});

describe("states that are not the usual ones", () => {
  const total = (label: string) => page.locator(".total", { has: page.getByText(label, { exact: true }) }).locator("dd");
  const words = async (label: string): Promise<string> => (await total(label).innerText()).replace(/\s+/g, " ").trim();
  const running = (): string[] => Object.keys(server.fleet.entities).filter((id) => server.fleet.entities[id]?.["status"] === "running");
  const become = (...states: string[]): void => {
    const ids = running();
    server.change(Object.fromEntries(states.map((status, at) => [ids[at] ?? "", { status }])));
  };

  it("stand in the totals in the words of the source, in the colour of how grave they are", async () => {
    await visit(new FakeServer(folder));
    await row("web-1").waitFor();
    expect(await words("Guests")).toBe("35 running, 3 stopped, 2 unknown");
    become("hibernating", "hibernating", "hibernating", "io-error", "paused");
    await total("Guests").getByText("3\u00a0hibernating").waitFor();
    expect(await words("Guests")).toBe("30 running, 3 stopped, 1 io-error, 2 unknown, 3 hibernating, 1 paused");
    const colour = (text: string): Promise<string> => total("Guests").getByText(text).evaluate((each) => getComputedStyle(each).color);
    const trouble = (kind: string): Promise<string> => page.locator(`.troubles .${kind}`).first().evaluate((each) => getComputedStyle(each).color);
    server.change({ "homelab/node/pve2": { status: "unknown" } });
    await page.locator(".troubles .mild").waitFor();
    expect(await colour("1\u00a0io-error")).toBe(await trouble("grave"));
    expect(await colour("3\u00a0hibernating")).toBe(await trouble("mild"));
    expect([await trouble("grave"), await trouble("mild")]).not.toContain(await colour("1\u00a0paused"));
  });

  it("are told in so many words as there is room for, however many there are", async () => {
    await visit(new FakeServer(folder));
    await row("web-1").waitFor();
    become("guest-panicked", ...Array.from({ length: 20 }, (_, at) => `a-state-of-tomorrow-that-has-a-long-name-${at}`));
    await total("Guests").getByText("in 19 more states").waitFor();
    expect(await words("Guests")).toBe("14 running, 3 stopped, 1 guest-panicked, 2 unknown, 1 a-state-of-tomorrow-that-has-a-long-name-0, 19 in 19 more states");
  });

  it("stand in the row of a guest, and are explained in its detail", async () => {
    await visit(new FakeServer(folder), "#open=homelab/vm/100");
    await row("web-1").waitFor();
    server.change({ "homelab/vm/100": { status: "io-error" } });
    await row("web-1").locator(".cell-name").getByText("io-error", { exact: true }).waitFor();
    await page.locator(".detail .facts").getByText(/^A disk of it could not be read or written/).waitFor();
    expect(await row("web-1").locator(".mark-broken").count()).toBe(1);
    server.change({ "homelab/vm/100": { status: "hibernating" } });
    await row("web-1").locator(".cell-name").getByText("hibernating", { exact: true }).waitFor();
    await page.locator(".detail .facts").getByText(/^It is the source's own word/).waitFor();
    expect(await row("web-1").locator(".mark-other").count()).toBe(1);
    server.change({ "homelab/vm/100": { status: "running" } });
    await row("web-1").locator(".mark-on").waitFor();
    expect(await row("web-1").locator(".cell-name small").count()).toBe(0);
  });

  it("of storages stand beside what they hold together", async () => {
    await visit(new FakeServer(folder));
    await row("web-1").waitFor();
    expect(await words("Storage")).toBe("8.91 / 19.5 TiB");
    const local = (name: string, status: string) => ({ kind: "storage", cluster: "homelab", name: "local", node: name, status, metrics: {}, quality: "unknown" });
    const names = ["pve1", "pve2", "pve3", "pve10"];
    server.change(Object.fromEntries(names.map((name) => [`homelab/storage/${name}/local`, local(name, "unknown")])));
    await total("Storage").getByText("4\u00a0of\u00a05\u00a0unknown").waitFor();
    expect(await words("Storage")).toBe("8.91 / 19.5 TiB, 4 of 5 unknown");
    server.change(Object.fromEntries(names.map((name) => [`homelab/storage/${name}/other`, local(name, "unknown")])));
    await page.getByRole("button", { name: "3 more, unknown" }).waitFor();
  });
});

describe("a node that is not there", () => {
  const card = (name: string) => page.locator(".node", { hasText: name });
  const capacities = { cpu_usage_ratio: null, memory_used_bytes: null, disk_used_bytes: null, network_receive_bytes_per_second: null, network_transmit_bytes_per_second: null };

  it("says when it was last heard, on its card, in the detail and in what is wrong", async () => {
    await visit(new FakeServer(folder), "#open=homelab/node/pve2");
    await row("web-1").waitFor();
    server.change({ "homelab/node/pve2": { status: "offline", quality: "stale", time_ms: Date.now() - 14 * 60_000, metrics: capacities } });
    await card("pve2").getByText(/^offline, last heard 14.min ago$/).waitFor();
    await page.locator(".detail h2").getByText(/^offline, last heard 14.min ago$/).waitFor();
    await page.getByRole("list", { name: "Trouble" }).getByText(/^Node pve2 is offline\. Last heard at .*\d\d:\d\d \(14.min ago\)\./).waitFor();
    server.change({ "homelab/node/pve2": { status: "unknown" } });
    await card("pve2").getByText(/^unknown, last heard 14.min ago$/).waitFor();
  });

  it("tells no time where nothing of it was heard", async () => {
    await visit(new FakeServer(folder), "#open=homelab/node/pve4");
    await row("web-1").waitFor();
    server.change({ "homelab/node/pve4": { kind: "node", cluster: "homelab", name: "pve4", status: "offline", metrics: {}, quality: "unknown" } });
    await card("pve4").getByText("offline", { exact: true }).waitFor();
    await page.getByRole("list", { name: "Trouble" }).getByText("Node pve4 is offline. Since when is not known. Check its power and network.").waitFor();
    await page.locator(".detail .sub", { hasText: /^node  ?in homelab, no figures known$/ }).waitFor();
  });
});
