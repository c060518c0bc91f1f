// What a person does in the overview, in a real browser, against a server that speaks the contract.
import { beforeEach, describe, expect, it } from "vitest";
import { FakeServer } from "./fake_server";
import { folder, page, row, server, visit } from "./visiting";

// The driver hears of a new address after the page has changed it, so it is waited for.
const addressSays = (wanted: (hash: string) => boolean) => page.waitForURL((url) => wanted(url.hash));
const names = () => page.locator(".guest .cell-name a").allTextContents();

describe("the overview", () => {
  beforeEach(() => visit(new FakeServer(folder)));

  it("shows nodes, guests and that it is live", async () => {
    await row("web-1").waitFor();
    server.change({ "homelab/node/pve10": { status: "online", quality: "live", time_ms: Date.now() } });
    const guests = Object.keys(server.fleet.entities).filter((id) => server.fleet.entities[id]?.["quality"] === "held");
    server.change(Object.fromEntries(guests.map((id) => [id, { quality: "live" }])));
    await page.locator(".live-partly", { hasText: /^\d guests unknown · live, / }).waitFor();
    server.change(Object.fromEntries(guests.map((id) => [id, { status: "running" }])));
    await page.locator(".live-live", { hasText: /^live, / }).waitFor();
    expect(await page.locator(".node").count()).toBe(4);
  });

  it("is not green while a node is offline or a part is not of now, and says what", async () => {
    await page.locator(".live-offline", { hasText: /^pve10 offline · live, / }).waitFor();
    server.change({ "homelab/node/pve2": { status: "offline" } });
    await page.locator(".live-offline", { hasText: /^2 nodes offline · live, / }).waitFor();
    server.change({ "homelab/node/pve2": { status: "online", quality: "stale" }, "homelab/node/pve10": { status: "online", quality: "live" } });
    await page.locator(".live-partly", { hasText: /^pve2 stale · live, / }).waitFor();
  });

  it("follows a change without being asked", async () => {
    await row("web-1").waitFor();
    server.change({ "homelab/vm/100": { metrics: { cpu_usage_ratio: 0.123 } } });
    await row("web-1").getByText("12.3").waitFor();
    server.change({ "homelab/vm/100": { status: "stopped", metrics: { cpu_usage_ratio: null } } });
    await row("web-1").getByRole("img", { name: "stopped" }).waitFor();
    expect(await row("web-1").locator(".figure-cpu b").textContent()).toBe("– unknown: it is stopped");
  });

  it("loses a guest that was removed", async () => {
    await row("web-1").waitFor();
    server.change({ "homelab/vm/100": null });
    await row("web-1").waitFor({ state: "detached" });
  });

  it("says in words what is wrong and forgets it when it is right again", async () => {
    server.change({}, { homelab: { state: "degraded", why: "no answer from pve10" } });
    const sentence = page.getByText(/Source homelab is degraded since .*: no answer from pve10\./);
    await sentence.waitFor();
    server.change({}, { homelab: { state: "running", why: null } });
    await sentence.waitFor({ state: "detached" });
  });

  it("asks for a new snapshot when a message was lost", async () => {
    await row("web-1").waitFor();
    server.skip();
    server.change({ "homelab/vm/100": { name: "renamed" } });
    await row("renamed").waitFor();
    expect(server.subscribed.filter((each) => each["subscription"] === "fleet")).toHaveLength(2);
  });

  it("says that it is cut off and comes back by itself, resuming", async () => {
    await row("web-1").waitFor();
    server.dropAll();
    await page.locator(".live-reconnecting").waitFor();
    await page.locator(".live-offline", { hasText: /live, / }).waitFor();
    expect(server.subscribed[server.subscribed.length - 1]).toMatchObject({ resume: { epoch: "fake" } });
  });

  it("finds with the query language, and says what it does not understand", async () => {
    await row("web-1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("tag:k8s");
    await row("web-1").waitFor({ state: "detached" });
    expect((await names()).every((name) => name.startsWith("k3s"))).toBe(true);
    await addressSays((hash) => hash === "#q=tag:k8s");
    await page.getByRole("searchbox").fill("colour:red");
    await page.getByText('Unknown key "colour". Showing the last search that worked.').waitFor();
    await page.keyboard.press("Escape");
    await row("web-1").waitFor();
  });

  it("leaves the blank between two terms to who types it", async () => {
    await row("web-1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("tag:prod ");
    await row("k3s-1").waitFor({ state: "detached" });
    await page.keyboard.type("web");
    await row("mail-1").waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").inputValue()).toBe("tag:prod web");
    await addressSays((hash) => hash === "#q=tag:prod+web");
  });

  it("opens the first result with Enter, at once, and nothing that is not listed", async () => {
    await row("dns-1").click();
    await page.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("/");
    await page.keyboard.type("k3s-2");
    await page.keyboard.press("Enter");
    await page.locator(".detail h2", { hasText: "k3s-2" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("searchbox").inputValue()).toBe("");
    expect(await page.locator(".detail").count()).toBe(1);
    await page.keyboard.type("nothing is called so");
    await page.getByText("No guest matches the search.").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator(".detail").waitFor({ state: "detached" });
  });

  it("goes on from the row that was clicked, and leaves the arrows to other controls", async () => {
    await row("web-1").waitFor();
    const all = await names();
    await row("dns-1").click();
    await page.keyboard.press("ArrowDown");
    const next = all[all.indexOf("dns-1") + 1] ?? "";
    await page.locator(".guest.cursor").getByText(next, { exact: true }).waitFor();
    const active = await page.getByRole("grid").getAttribute("aria-activedescendant");
    expect(await page.locator(".guest.cursor").getAttribute("id")).toBe(active);
    await page.getByRole("button", { name: "Close" }).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.locator(".guest.cursor").textContent()).toContain(next);
  });

  it("links a guest to the view in which it is open", async () => {
    await row("web-1").waitFor();
    await page.getByLabel("Node", { exact: true }).selectOption("homelab/node/pve1");
    const link = row("web-1").getByRole("link", { includeHidden: true });
    expect(await link.getAttribute("href")).toBe("#node=homelab/node/pve1&open=homelab/vm/100");
    const [tab] = await Promise.all([page.context().waitForEvent("page"), link.click({ modifiers: ["Control"] })]);
    await tab.waitForURL(/open=homelab\/vm\/100/);
    await tab.close();
    expect(await page.locator(".detail").count()).toBe(0);
  });

  it("lists storages, the fullest first, each with its detail", async () => {
    await row("web-1").waitFor();
    const local = { kind: "storage", cluster: "homelab", name: "local", node: "pve1", status: "available", shared: false };
    const metrics = { disk_used_bytes: 90e9, disk_total_bytes: 100e9 };
    const more = { content: ["iso", "backup"], storage_type: "dir", metrics, quality: "live", time_ms: Date.now() };
    server.change({ "homelab/storage/pve1/local": { ...local, ...more } });
    const list = page.getByRole("region", { name: "Storage" });
    await list.getByText("90.0\u00a0%").waitFor();
    expect(await list.getByRole("link").allTextContents()).toEqual(["local", "ceph1"]);
    await list.getByRole("link", { name: "local" }).click();
    await page.locator(".detail").getByText("iso, backup").waitFor();
    await page.locator(".detail canvas").waitFor();
  });

  it("says what is a recorded session, and how to see one's own nodes", async () => {
    await row("web-1").waitFor();
    expect(await page.locator(".recorded").count()).toBe(0);
    server.change({}, { homelab: { type: "replay" } });
    await page.locator(".live", { hasText: / · recorded session, / }).waitFor();
    await page.getByText("Source homelab plays a recorded session.").waitFor();
  });

  it("gives the reason of a dash in words", async () => {
    await row("web-1").waitFor();
    server.change({ "homelab/vm/100": { status: "stopped", metrics: { cpu_usage_ratio: null } } });
    await row("web-1").locator(".figure-cpu").getByText("unknown: it is stopped").waitFor({ state: "attached" });
    await row("web-1").click();
    await page.getByRole("region", { name: "CPU" }).getByText("Unknown: it is stopped.").waitFor();
  });

  it("reads a chart at the crosshair", async () => {
    await row("web-1").click();
    await page.locator(".detail canvas").nth(3).waitFor();
    expect(await page.locator(".panel h3 time").count()).toBe(0);
    await page.locator(".chart").first().hover();
    await page.locator(".panel h3 time").nth(3).waitFor();
    expect(await page.locator(".panel h3 time").first().textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
    await page.locator(".brand").hover();
    await page.locator(".panel h3 time").first().waitFor({ state: "detached" });
  });

  it("says that charts are no longer renewed, and not that there are none", async () => {
    await page.clock.install();
    await page.reload();
    await row("web-1").click();
    await page.locator(".detail canvas").nth(3).waitFor();
    await page.route("**/api/metrics/history*", (route) => route.abort());
    await page.clock.fastForward(16_000);
    await page.getByText(/The history could not be renewed since \d\d:\d\d: the server does not answer\./).waitFor();
    expect(await page.locator(".detail canvas").count()).toBe(4);
  });

  it("says the same where the server takes the question and never answers", async () => {
    await page.clock.install();
    await page.reload();
    await row("web-1").click();
    await page.locator(".detail canvas").nth(3).waitFor();
    await page.route("**/api/metrics/history*", () => undefined);
    await page.clock.fastForward(16_000);
    await page.clock.fastForward(16_000);
    await page.getByText(/The history could not be renewed since/).waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("names what is open in the title", async () => {
    await row("web-1").click();
    await page.waitForFunction(() => document.title === "web-1 · Pipevane");
  });

  it("narrows to a node", async () => {
    await row("web-1").waitFor();
    await page.getByLabel("Node", { exact: true }).selectOption("homelab/node/pve2");
    await row("web-1").waitFor({ state: "detached" });
    expect(await page.locator(".node").count()).toBe(1);
    expect(await page.locator(".group").count()).toBe(1);
  });

  it("sorts by load, and back", async () => {
    await row("web-1").waitFor();
    const loads = async (): Promise<number[]> => {
      const texts = await page.locator(".guest .figure-cpu b").allTextContents();
      return texts.map(Number.parseFloat).filter(Number.isFinite);
    };
    await page.getByRole("button", { name: "CPU of cores", exact: true }).click();
    await page.locator(".group").first().waitFor({ state: "detached" });
    const down = await loads();
    expect(down).toEqual([...down].sort((one, other) => other - one));
    await page.getByRole("button", { name: "CPU of cores", exact: true }).click();
    await page.locator(".arrow.up").waitFor();
    const up = await loads();
    expect(up).toEqual([...up].sort((one, other) => one - other));
  });

  it("opens a guest from the keyboard, with its charts, and closes it again", async () => {
    await row("web-1").waitFor();
    const first = (await names())[0];
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".detail h2", { hasText: first ?? "" }).waitFor();
    await page.locator(".detail canvas").nth(3).waitFor();
    await addressSays((hash) => hash.includes("open=homelab/"));
    await page.keyboard.press("Escape");
    await page.locator(".detail").waitFor({ state: "detached" });
    await addressSays((hash) => !hash.includes("open="));
  });

  it("helps", async () => {
    await row("web-1").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("connect anew").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

describe("a large fleet", () => {
  it("keeps only the rows in sight in the document, and reaches the last one", async () => {
    await visit(new FakeServer(folder, "", 1000), "#sort=vmid");
    await row("web-1").waitFor();
    expect(await page.locator(".guest").count()).toBeLessThan(80);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await row("backup-100").waitFor();
  });
});

describe("a page that was scrolled", () => {
  it("stays where it is when figures come", async () => {
    await visit(new FakeServer(folder, "", 200));
    await row("web-1").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.evaluate(() => window.scrollTo(0, 2000));
    server.change({ "homelab/vm/100": { metrics: { cpu_usage_ratio: 0.99 } } });
    server.change({ "homelab/node/pve1": { name: "renamed" } });
    await page.locator(".node", { hasText: "renamed" }).waitFor();
    expect(await page.evaluate(() => window.scrollY)).toBe(2000);
  });
});

describe("an address", () => {
  it("opens the view that it describes", async () => {
    await visit(new FakeServer(folder), "#q=web&open=homelab/node/pve1&hours=6");
    await page.locator(".detail h2", { hasText: "pve1" }).waitFor();
    expect(await page.getByRole("button", { name: "6 h" }).getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("searchbox").inputValue()).toBe("web");
  });
});
