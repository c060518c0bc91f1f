// What axe finds in both themes: contrast, names, roles and order.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

async function findings(server: FakeServer, colorScheme: "dark" | "light", hash: string, width: number): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  try {
    await page.goto((await server.start()) + hash);
    await page.locator(hash.includes("open=") ? ".detail canvas" : ".guest").first().waitFor();
    const old = { quality: "stale", time_ms: Date.now() - 79_000 };
    server.change({ "homelab/vm/101": old, "homelab/node/pve2": old }, { homelab: { type: "replay" } });
    await page.locator(".recorded").first().waitFor({ state: "attached" });
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

describe.each(["dark", "light"] as const)("the %s page", (theme) => {
  it.each([
    ["the overview", "", 1440],
    ["a guest's detail", "#open=homelab/vm/100", 1440],
    ["a phone", "", 390],
  ])("has no barrier on %s", async (_, hash, width) => {
    expect(await findings(new FakeServer(folder), theme, hash, width)).toEqual([]);
  });
});
