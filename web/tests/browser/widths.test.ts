// What stands where, at any width: nothing is cut, nothing stands on anything else, and the page never scrolls sideways.
import { describe, expect, it } from "vitest";
import { fakeDay, fakeTask } from "./fake_events";
import { FakeServer } from "./fake_server";
import { folder, page, resize, server, visit } from "./visiting";

describe("any width", () => {
  const overflows = (): Promise<string[]> =>
    page.evaluate(() => {
      const wide = document.documentElement.scrollWidth > window.innerWidth ? ["page"] : [];
      const cut = [...document.querySelectorAll<HTMLElement>(".row.guest, .overview, .detail")];
      return [...wide, ...cut.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className)];
    });

  it.each(["", "#open=homelab/vm/100"])("holds the page at %j", async (hash) => {
    await visit(new FakeServer(folder), hash);
    await page.locator(".guest").first().waitFor();
    if (hash !== "") await page.locator(".detail canvas").nth(3).waitFor();
    for (const width of [390, 720, 841, 861, 900, 1000, 1061, 1100, 1271, 1401]) {
      await resize(width);
      expect({ width, wide: await overflows() }).toEqual({ width, wide: [] });
    }
  });

  it("tells storages of the same name apart, and cuts no word of where they are", async () => {
    await visit(new FakeServer(folder));
    await page.locator(".guest").first().waitFor();
    const metrics = { disk_used_bytes: 90e9, disk_total_bytes: 100e9 };
    const of = (cluster: string, where: object) => ({ kind: "storage", cluster, status: "available", metrics, quality: "live", time_ms: Date.now(), ...where });
    const far = "second-site-of-the-office";
    server.change({
      "homelab/storage/pve1/local": of("homelab", { name: "local", node: "pve1", shared: false }),
      [`${far}/storage/pve1/local`]: of(far, { name: "local", node: "pve1", shared: false }),
      [`${far}/storage/ceph1`]: of(far, { name: "ceph1", shared: true }),
    });
    const places = page.getByRole("region", { name: "Storage" }).locator(".place");
    await places.nth(3).waitFor();
    for (const width of [1440, 1061, 800, 390, 340]) {
      await resize(width);
      expect((await places.allInnerTexts()).sort()).toEqual(["homelab / pve1", "homelab, shared", `${far} / pve1`, `${far}, shared`]);
      const cut = await places.evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight + 1).length);
      expect({ width, wide: await overflows(), cut }).toEqual({ width, wide: [], cut: 0 });
    }
  });
});

// Figures as long as they become, and names that fill their places.
function swell(): void {
  const gib = 1024 ** 3;
  const now = { quality: "live", time_ms: Date.now() };
  const long = { cpu_count: 128, cpu_usage_ratio: 0.998, memory_total_bytes: 999 * gib, memory_used_bytes: 8.53 * gib, uptime_seconds: 99 * 60 };
  const rates = { network_receive_bytes_per_second: 999e3, disk_read_bytes_per_second: 98.7e6, disk_written_bytes_per_second: 1e6 };
  for (const [id, entity] of Object.entries(server.fleet.entities)) {
    if (entity["quality"] !== "live") continue;
    if (entity["kind"] === "node") server.change({ [id]: { metrics: { ...long, disk_total_bytes: 999 * gib, disk_used_bytes: 9.1 * gib }, ...now } });
    if (entity["kind"] === "vm") server.change({ [id]: { metrics: { ...long, ...rates }, ...now } });
  }
}

// Words that end outside of what shows them, or stand on others. Names and tags may end with three dots.
function illPlaced(): Promise<string[]> {
  return page.evaluate(() => {
    const short = ".cell-name, .cell-tags, .storage a, .search";
    const found: string[] = document.documentElement.scrollWidth > window.innerWidth ? ["the page scrolls sideways"] : [];
    const words: { text: string; box: DOMRect; layer: Element | null }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = (node.textContent ?? "").trim();
      if (parent === null || text === "" || parent.closest(".spoken, option, kbd") !== null || !parent.checkVisibility()) continue;
      // Where there is no table to see, its headings are for those who hear it.
      const headings = parent.closest(".head-line");
      if (headings !== null && getComputedStyle(headings).clipPath !== "none") continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        let shown: Element | null = parent;
        while (shown !== null && getComputedStyle(shown).overflowX === "visible") shown = shown.parentElement;
        const scrolls = shown !== null && getComputedStyle(shown).overflowX === "auto";
        const edge = shown?.getBoundingClientRect() ?? { left: 0, right: window.innerWidth };
        const outside = box.right > edge.right + 0.5 || box.left < edge.left - 0.5;
        if (outside && !scrolls && parent.closest(short) === null) found.push(`"${text}" is cut`);
        if (!outside && parent.closest(short) === null) words.push({ text, box, layer: parent.closest("header, .head") });
      }
    }
    words.forEach((one, at) => {
      for (const other of words.slice(at + 1)) {
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (wide > 1 && high > 3 && one.layer === other.layer) found.push(`"${one.text}" stands on "${other.text}"`);
      }
    });
    return [...new Set(found)];
  });
}

describe.each(["dark", "light"] as const)("the %s page", (theme) => {
  it.each(["", "#sort=cpu", "#open=homelab/vm/100"])("cuts no figure and no word at %j", async (hash) => {
    await visit(new FakeServer(folder), hash, { colorScheme: theme });
    swell();
    await page.locator(".guest").first().getByText("99.8").waitFor();
    if (hash.startsWith("#open")) await page.locator(".detail canvas").nth(3).waitFor();
    for (const width of [340, 390, 768, 840, 841, 900, 1000, 1060, 1061, 1270, 1271, 1400, 1440]) {
      await resize(width);
      expect({ width, ill: await illPlaced() }).toEqual({ width, ill: [] });
    }
  });
});

// Events as long as the sources tell them, and words without a blank.
function happen(): void {
  server.fleet.events.push(...fakeDay(Date.now() - 86_400_000, 20));
  const long = "x".repeat(300);
  server.fleet.events.push(
    fakeTask(700, Date.now(), { id: "long", message: `VM 100 (${"web-".repeat(30)}) could not be moved: ${long}`, state: "error", severity: "error", token_id: long.slice(0, 90), caused_by: `UPID:${long.slice(0, 60)}:1:1:1:hastart:100:root@pam:` }),
    fakeTask(701, Date.now() - 5, { id: "known", entity: "homelab/storage/pve1/a-storage-with-a-name-that-is-rather-long", caused_by: "long", type: "notification" }),
  );
}

describe.each(["dark", "light"] as const)("the events on the %s page", (theme) => {
  it.each(["#show=events", "#show=events&open=homelab/vm/100"])("are not cut at %j", async (hash) => {
    await visit(new FakeServer(folder), hash, { colorScheme: theme, before: happen });
    await page.locator(".event").first().waitFor();
    if (hash.includes("open")) await page.locator(".detail .event").first().waitFor();
    for (const width of [340, 390, 768, 840, 841, 900, 1000, 1060, 1061, 1270, 1271, 1400, 1440]) {
      await resize(width);
      expect({ width, ill: await illPlaced() }).toEqual({ width, ill: [] });
    }
  });
});

// Words of a source as long as the server lets them be, nodes and storages that nobody hears, in names that are long.
function unsettle(): void {
  const old = { quality: "stale", time_ms: Date.now() - 99 * 60_000 };
  const nodes = { status: "unknown", metrics: { cpu_usage_ratio: null, memory_used_bytes: null, disk_used_bytes: null }, ...old };
  const guests = Object.keys(server.fleet.entities).filter((id) => server.fleet.entities[id]?.["status"] === "running");
  const states = ["io-error", "x".repeat(64), "hibernating-for-the-whole-winter", "guest-panicked", "paused", "hibernating"];
  server.change(Object.fromEntries(states.map((status, at) => [guests[at] ?? "", { status }])));
  server.change({
    "homelab/node/pve1": { name: "virtualisation-host-of-the-office-12", ...nodes },
    "homelab/node/pve2": { status: "offline", ...old },
    "homelab/storage/pve1/local": { kind: "storage", cluster: "homelab", name: "local", node: "pve1", status: "unknown", metrics: {}, quality: "unknown" },
  });
}

describe.each(["dark", "light"] as const)("what is not as usual on the %s page", (theme) => {
  it.each([false, true])("is not cut, with several clusters: %s", async (clusters) => {
    await visit(new FakeServer(folder), "", { colorScheme: theme });
    await page.locator(".guest").first().waitFor();
    if (clusters) {
      server.fleet.addClusters();
      server.change({ ...server.fleet.entities });
    }
    unsettle();
    await page.locator(".total, .cluster").getByText("in 4 more states").first().waitFor();
    await page.locator(".node").getByText(/^unknown, last heard 99.min ago$/).waitFor();
    for (const width of [340, 390, 768, 840, 841, 900, 1008, 1009, 1060, 1061, 1142, 1143, 1270, 1271, 1400, 1440]) {
      await resize(width);
      expect({ width, ill: await illPlaced() }).toEqual({ width, ill: [] });
    }
  });
});

describe("a guest's state", () => {
  it.each([340, 390])("stands whole beside its name on a phone of %i px", async (width) => {
    await visit(new FakeServer(folder), "", { width });
    // So high that rows are in sight whatever stands above them.
    await resize(width, 2400);
    await page.locator(".guest").first().waitFor();
    const guests = Object.entries(server.fleet.entities).filter(([, entity]) => entity["vmid"] !== undefined);
    server.change(Object.fromEntries(guests.map(([id]) => [id, { status: "guest-panicked", vmid: 999_999_999 }])));
    const states = page.locator(".guest .cell-name small", { hasText: "guest-panicked" });
    await states.first().waitFor();
    const cut = await page.locator(".guest .cell-name").evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent));
    expect(cut).toEqual([]);
    expect(await illPlaced()).toEqual([]);
    const reach = await page.locator(".guest").first().evaluate((row) => [".cell-name", ".cell-vmid"].map((each) => row.querySelector(each)?.getBoundingClientRect()));
    const digits = await page.locator(".guest .cell-vmid").first().evaluate((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return range.getBoundingClientRect().left;
    });
    expect(reach[0]?.right ?? Infinity).toBeLessThan(digits);
    expect(reach[0]?.top).toBeLessThan(reach[1]?.bottom ?? 0);
  });
});

describe("the top right", () => {
  it("holds what is wrong, however long that is", async () => {
    await visit(new FakeServer(folder));
    const cluster = "second-site-of-the-office";
    server.change(
      { [`${cluster}/node/virtualisation-host-12`]: { kind: "node", cluster, name: "virtualisation-host-12", status: "offline", metrics: {}, quality: "held", time_ms: Date.now() } },
      { homelab: { state: "degraded", why: "x", since_ms: Date.now() - 3_600_000 } },
    );
    server.change({ "homelab/node/pve10": { status: "online", quality: "live", time_ms: Date.now() } });
    const errors = Array.from({ length: 300 }, (_, number) => fakeTask(number, Date.now() - number, { severity: "error" }));
    server.change({}, {}, errors);
    await page.locator(".error-count", { hasText: "200+ errors" }).waitFor();
    const words = page.locator(".live-offline", { hasText: "virtualisation-host-12 of second-site-of-the-office offline" });
    await words.waitFor();
    for (const width of [340, 390, 768, 841, 900, 1000, 1440]) {
      await resize(width);
      expect({ width, ill: await illPlaced() }).toEqual({ width, ill: [] });
      const [bar, box] = [await page.locator("header").boundingBox(), await words.boundingBox()];
      expect({ width, held: (box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 0) <= (bar?.height ?? 0) }).toEqual({ width, held: true });
    }
  });
});

describe("what is wrong", () => {
  it.each([390, 1440])("stands above all else on a page of %i px", async (width) => {
    await visit(new FakeServer(folder), "", { width });
    const line = page.getByText("Node pve10 is offline.");
    await line.waitFor();
    const top = async (place: string): Promise<number> => (await page.locator(place).first().boundingBox())?.y ?? -1;
    const [trouble, totals] = [await top(".troubles"), await top(".totals")];
    expect(trouble).toBeGreaterThan(0);
    expect(trouble).toBeLessThan(totals);
  });
});
