// What a person does, in a real browser, against a server that speaks the contract.
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeServer } from "./fake_server";

const folder = process.env["PIPEVANE_DASHBOARD"] ?? "dist";
let browser: Browser;
let server: FakeServer;
let page: Page;
let address: string;
let complaints: string[];

beforeAll(async () => {
  const executablePath = process.env["PIPEVANE_CHROMIUM"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(() => browser.close());

async function visit(fake: FakeServer, hash = "", width = 1440): Promise<void> {
  server = fake;
  address = await server.start();
  page = await browser.newPage({ viewport: { width, height: 900 } });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  await page.goto(address + hash);
}

afterEach(async () => {
  await page.close();
  await server.stop();
  expect(complaints).toEqual([]);
});

const row = (name: string) => page.locator(".guest").filter({ has: page.getByText(name, { exact: true }) });
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

describe("an address", () => {
  it("opens the view that it describes", async () => {
    await visit(new FakeServer(folder), "#q=web&open=homelab/node/pve1&hours=6");
    await page.locator(".detail h2", { hasText: "pve1" }).waitFor();
    expect(await page.getByRole("button", { name: "6 h" }).getAttribute("aria-pressed")).toBe("true");
    expect(await page.getByRole("searchbox").inputValue()).toBe("web");
  });
});

describe("a phone", () => {
  it("shows everything in one column, and a detail as the page", async () => {
    await visit(new FakeServer(folder), "", 390);
    await row("k3s-2").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await row("k3s-2").click();
    await page.locator(".detail h2", { hasText: "k3s-2" }).waitFor();
    expect(await page.locator(".overview").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

describe("a phone's detail", () => {
  it("begins at its top, and leads back to where the list was", async () => {
    await visit(new FakeServer(folder), "", 390);
    await page.locator(".guest").first().waitFor();
    await page.evaluate(() => window.scrollTo(0, 1500));
    await page.waitForFunction(() => window.scrollY === 1500);
    await page.locator(".guest").nth(10).click();
    await page.locator(".detail canvas").first().waitFor();
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    await page.getByRole("button", { name: "Close" }).click();
    await page.waitForFunction(() => Math.abs(window.scrollY - 1500) < 120);
  });

  it("leaves no fact of a row out of its card", async () => {
    await visit(new FakeServer(folder), "", 390);
    const card = page.locator(".guest").first();
    await card.waitFor();
    for (const fact of [".cell-uptime", ".cell-tags", ".cell-vmid"]) expect(await card.locator(fact).isVisible()).toBe(true);
    expect(await page.locator(".row.group").first().evaluate((line) => line.clientHeight)).toBeLessThan(45);
    expect(await page.getByRole("button", { name: "?" }).isVisible()).toBe(true);
  });
});

describe("a server that wants a login", () => {
  it("is entered with the token only", async () => {
    await visit(new FakeServer(folder, "secret"));
    await page.getByLabel("Token").fill("guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Not let in: the token is wrong.").waitFor();
    await page.getByLabel("Token").fill("secret");
    await page.getByRole("button", { name: "Log in" }).click();
    await row("web-1").waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Token").waitFor();
  });
});
