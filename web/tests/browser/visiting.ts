// One browser for the file that imports this, and a page and a server of its own for each of its tests. A test fails
// where the page threw or broke its policy.
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { FakeServer } from "./fake_server";

export const folder = process.env["PIPEVANE_DASHBOARD"] ?? "dist";
export let server: FakeServer;
export let page: Page;
export let address: string;
let browser: Browser;
let complaints: string[];

interface Visit {
  readonly width?: number;
  readonly colorScheme?: "dark" | "light";
  // What is done once there is a server and a page, before the page is opened.
  readonly before?: () => void | Promise<void>;
}

export async function visit(fake: FakeServer, hash = "", { width = 1440, colorScheme = "dark", before }: Visit = {}): Promise<void> {
  server = fake;
  address = await server.start();
  page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  await before?.();
  await page.goto(address + hash);
}

// Returns once the page is drawn at that width: its size is another one before its rules for that size are.
export async function resize(width: number, height = 900): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.evaluate(
    (wanted) =>
      new Promise<void>((done) => {
        const look = () => (window.matchMedia(`(width: ${wanted}px)`).matches ? requestAnimationFrame(() => done()) : requestAnimationFrame(look));
        look();
      }),
    width,
  );
}

// The guest's row by its name.
export const row = (name: string) => page.locator(".guest").filter({ has: page.getByText(name, { exact: true }) });

beforeAll(async () => {
  const executablePath = process.env["PIPEVANE_CHROMIUM"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(() => browser.close());

afterEach(async () => {
  await page.close();
  await server.stop();
  expect(complaints).toEqual([]);
});
