import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, newPage, Program } from "./program";

let browser: Browser;
const program = new Program();

beforeAll(async () => {
  [browser] = await Promise.all([launch(), program.start()]);
});
afterAll(async () => {
  await browser?.close();
  await program.end();
});

const guests = "table.guests tbody tr:not(.group)";

describe("the dashboard", () => {
  test("shows every node and guest with figures that move, and the browser has nothing to complain about", async () => {
    const { page, complaints } = await newPage(browser);
    await page.goto(program.address);
    await page.waitForSelector(guests);
    const answer = async (list: string) =>
      ((await (await fetch(`${program.address}api/${list}`)).json()) as { total: number }).total;
    expect(await page.locator(".node").count()).toBe(await answer("nodes"));
    expect(await page.locator(guests).count()).toBe(await answer("guests"));
    await page.waitForSelector(".connection .good-text");
    const figures = () => page.locator("td.cpu .figure").allInnerTexts();
    const before = (await figures()).join();
    expect(before).toMatch(/\d %/);
    await page.waitForFunction(
      (old) => [...document.querySelectorAll<HTMLElement>("td.cpu .figure")].map((each) => each.innerText).join() !== old,
      before,
    );
    await page.waitForFunction(() => (document.querySelector(".spark-line")?.getAttribute("d") ?? "").length > 100);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("opens a guest's detail with its charts, keeps it in the address and closes it", async () => {
    const { page, complaints } = await newPage(browser);
    await page.goto(program.address);
    await page.click(`${guests}:has-text("db-primary")`);
    await page.waitForSelector(".detail .uplot canvas");
    expect(await page.locator(".detail h2").innerText()).toBe("db-primary");
    expect(await page.locator(".detail .panel").count()).toBe(4);
    expect(page.url()).toContain("open=office%2Fvm%2F102");
    await page.reload();
    await page.waitForSelector(".detail h2");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".detail", { state: "detached" });
    await page.goBack();
    await page.waitForSelector(".detail h2");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("searches in the server's words and says what it does not understand", async () => {
    const { page } = await newPage(browser);
    await page.goto(program.address);
    await page.waitForSelector(guests);
    await page.keyboard.press("/");
    await page.keyboard.type("tag:prod kind:vm");
    await page.waitForFunction((rows) => document.querySelectorAll(rows).length === 7, guests);
    await page.fill("#search", "colour:red");
    await page.waitForSelector("#search-problem");
    await page.fill("#search", "nobody-is-called-so");
    await page.waitForSelector(".nothing");
    await page.close();
  });

  test("shows one node alone", async () => {
    const { page } = await newPage(browser);
    await page.goto(program.address);
    await page.waitForSelector(guests);
    await page.selectOption(".scope", { label: "pve2" });
    await page.waitForFunction(() => document.querySelectorAll(".node").length === 1);
    expect(await page.locator(".group strong").allInnerTexts()).toEqual(["pve2"]);
    await page.close();
  });

  test("can be used with the keyboard alone", async () => {
    const { page } = await newPage(browser);
    await page.goto(program.address);
    await page.waitForSelector(guests);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".detail h2");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog.help");
    await page.close();
  });

  test("fits a phone", async () => {
    const { page } = await newPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(program.address);
    await page.waitForSelector(guests);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.click(`${guests}:has-text("web01")`);
    await page.waitForSelector(".detail .uplot");
    expect(await page.locator(".overview").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  });
});

test("a lost connection is said, and mends by itself", async () => {
  const own = new Program();
  await own.start();
  const { page } = await newPage(browser);
  await page.goto(own.address);
  await page.waitForSelector(".connection .good-text");
  await own.stop();
  await page.waitForSelector(".connection .act-text");
  expect(await page.locator(guests).count()).toBeGreaterThan(0);
  await own.start();
  await page.waitForSelector(".connection .good-text");
  await page.close();
  await own.end();
});

test("a stranger has to log in", async () => {
  const own = new Program({ BIND: "0.0.0.0", AUTH_TOKEN: "a-long-enough-login-token" });
  await own.start();
  const { page } = await newPage(browser);
  await page.goto(own.address);
  await page.fill("#token", "something else");
  await page.click("text=Log in");
  await page.waitForSelector("[role=alert]");
  await page.fill("#token", "a-long-enough-login-token");
  await page.click("text=Log in");
  await page.waitForSelector(guests);
  await page.click("text=Log out");
  await page.waitForSelector("#token");
  await page.close();
  await own.end();
});
