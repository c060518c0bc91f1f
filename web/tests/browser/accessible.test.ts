// What axe finds in both themes: contrast, names, roles and order.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { illDetails, pushedDetails } from "./fake_details";
import { fakeDay } from "./fake_events";
import { FakeServer } from "./fake_server";

const folder = process.env["PIPEVANE_DASHBOARD"] ?? "dist";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env["PIPEVANE_CHROMIUM"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(() => browser.close());

// What is there once the view is whole.
function soughtAt(hash: string): string {
  if (hash.includes("show=events")) return ".event";
  if (hash.includes("open=connections")) return ".findings .command";
  return hash.includes("open=") ? ".detail canvas" : ".guest";
}

async function findings(server: FakeServer, colorScheme: "dark" | "light", hash: string, width: number): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  try {
    await page.goto((await server.start()) + hash);
    await page.locator(soughtAt(hash)).first().waitFor();
    const old = { quality: "stale", time_ms: Date.now() - 79_000 };
    server.change({ "homelab/vm/101": old, "homelab/node/pve2": old }, { homelab: { type: "replay" } });
    if (!hash.includes("show=events")) await page.locator(".recorded").first().waitFor({ state: "attached" });
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const run = (window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }).axe;
      return (await run.run()).violations;
    });
    return found.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html} ${node.failureSummary ?? ""}`));
  } finally {
    await page.close();
    await server.stop();
  }
}

const ill = (): FakeServer => {
  const server = new FakeServer(folder);
  Object.assign(server.fleet.components["homelab"] ?? {}, { state: "degraded", why: "no answer" });
  server.fleet.components["shop"] = { type: "proxmox_push", kind: "source", state: "running" };
  Object.assign(server.details, { homelab: illDetails(), shop: pushedDetails() });
  server.fleet.addClusters();
  return server;
};

describe.each(["dark", "light"] as const)("the %s page", (theme) => {
  it.each([
    ["the overview", "", 1440],
    ["a guest's detail", "#open=homelab/vm/100", 1440],
    ["a cluster's detail", "#open=office/cluster/office", 1440],
    ["a phone", "", 390],
    ["the events", "#show=events", 1440],
    ["the events on a phone", "#show=events", 390],
  ])("has no barrier on %s", async (_, hash, width) => {
    const server = new FakeServer(folder);
    if (hash.includes("office")) server.fleet.addClusters();
    server.fleet.events.push(...fakeDay(Date.now(), 60));
    expect(await findings(server, theme, hash, width)).toEqual([]);
  });

  it.each([1440, 390])("has no barrier at the connections of a source that is ill, %i wide", async (width) => {
    expect(await findings(ill(), theme, "#open=connections", width)).toEqual([]);
  });
});
