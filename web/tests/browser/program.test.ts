// What a person sees who has just started the real program. Without PIPEVANE_PROGRAM there is none to start.
import { readFile } from "node:fs/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Program } from "./program";

const file = process.env["PIPEVANE_PROGRAM"];

describe.skipIf(file === undefined)("the real program", () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const demo = new Program(file ?? "");

  const row = (name: string) => page.locator(".guest").filter({ has: page.getByText(name, { exact: true }) });

  beforeAll(async () => {
    const executablePath = process.env["PIPEVANE_CHROMIUM"] ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    await demo.start();
  });
  afterAll(async () => {
    await browser.close();
    await demo.end();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 1600 } });
    complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  });

  it("shows every node and guest with figures that move", async () => {
    await page.goto(demo.address);
    await row("db-primary").waitFor();
    const total = async (list: string): Promise<number> =>
      ((await (await fetch(`${demo.address}api/${list}`)).json()) as { total: number }).total;
    expect(await page.locator(".node").count()).toBe(await total("nodes"));
    expect(await page.locator(".guest").count()).toBe(await total("guests"));
    const figures = (): Promise<string[]> => page.locator(".guest .figure-cpu").allTextContents();
    await row("db-primary").locator(".figure-cpu").getByText(/\d/).first().waitFor();
    const before = (await figures()).join();
    await page.waitForFunction(
      (old) => [...document.querySelectorAll(".guest .figure-cpu")].map((each) => each.textContent).join() !== old,
      before,
    );
    expect(complaints).toEqual([]);
  });

  it("draws what was from its history", async () => {
    await page.goto(`${demo.address}#open=office/vm/102`);
    await page.locator(".detail canvas").nth(3).waitFor();
    expect(await page.locator(".detail h2").textContent()).toContain("db-primary");
    expect(complaints).toEqual([]);
  });

  it("gives its figures away as files", async () => {
    await page.goto(`${demo.address}#open=office/vm/102`);
    await page.locator(".detail canvas").nth(3).waitFor();
    for (const [link, name, begin] of [
      ["CSV", /^pipevane-.*\.csv$/, "time,time_ms,entity,metric,unit,value,quality,step_ms\r\n"],
      ["JSON lines", /^pipevane-.*\.ndjson$/, '{"time":"'],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link }).click()]);
      expect(download.suggestedFilename()).toMatch(name);
      const text = await readFile(await download.path(), "utf8");
      expect(text.startsWith(begin)).toBe(true);
      expect(text).toContain("cpu_usage_ratio");
    }
    expect(complaints).toEqual([]);
  });

  it("is searched in the server's words", async () => {
    await page.goto(demo.address);
    await row("db-primary").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("tag:prod kind:vm -web");
    // The half typed word is searched for too, and finds nothing.
    await expect
      .poll(async () => (await page.locator(".guest .cell-name a").allTextContents()).sort(), { timeout: 10_000 })
      .toEqual(["db-primary", "db-replica", "mail", "nextcloud", "order-service"]);
    await page.getByRole("searchbox").fill("colour:red");
    await page.getByText(/colour.* Showing the last search that worked\./).waitFor();
  });

  it("is missed when it is gone, and found again", async () => {
    const own = new Program(file ?? "");
    await own.start();
    await page.goto(own.address);
    await page.locator(".live-live").waitFor();
    await own.stop();
    await page.locator(".live-reconnecting").waitFor();
    await own.start();
    await page.locator(".live-live").waitFor();
    await own.end();
  });

  it("lets strangers in with the token only", async () => {
    const own = new Program(file ?? "", { BIND: "0.0.0.0", AUTH_TOKEN: "a-long-enough-login-token" });
    await own.start();
    await page.goto(own.address);
    await page.locator("input[type=password]").fill("something else");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await page.locator("input[type=password]").fill("a-long-enough-login-token");
    await page.keyboard.press("Enter");
    await page.locator(".guest").first().waitFor();
    await own.end();
  });
});
