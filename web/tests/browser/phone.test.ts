// The page on a phone.
import { describe, expect, it } from "vitest";
import { FakeServer } from "./fake_server";
import { folder, page, row, visit } from "./visiting";

describe("a phone", () => {
  it("shows everything in one column, and a detail as the page", async () => {
    await visit(new FakeServer(folder), "", { width: 390 });
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
    await visit(new FakeServer(folder), "", { width: 390 });
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
    await visit(new FakeServer(folder), "", { width: 390 });
    const card = page.locator(".guest").first();
    await card.waitFor();
    for (const fact of [".cell-uptime", ".cell-tags", ".cell-vmid"]) expect(await card.locator(fact).isVisible()).toBe(true);
    expect(await page.locator(".row.group").first().evaluate((line) => line.clientHeight)).toBeLessThan(45);
    expect(await page.getByRole("button", { name: "?" }).isVisible()).toBe(true);
  });
});
