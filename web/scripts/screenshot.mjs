// node scripts/screenshot.mjs URL OUT.png [--width N] [--height N] [--theme dark|light] [--mobile] [--full] [--scroll N]
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: "string", default: "1440" },
    height: { type: "string", default: "900" },
    theme: { type: "string", default: "dark" },
    wait: { type: "string", default: "2500" },
    scroll: { type: "string", default: "0" },
    mobile: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
  },
});
const [url, out] = positionals;
if (url === undefined || out === undefined) {
  console.error("usage: screenshot.mjs URL OUT.png [--width N] [--height N] [--theme dark|light] [--mobile] [--full] [--scroll N]");
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.PIPEVANE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({
  viewport: { width: Number(values.mobile ? 390 : values.width), height: Number(values.mobile ? 844 : values.height) },
  colorScheme: values.theme === "light" ? "light" : "dark",
  isMobile: values.mobile,
  hasTouch: values.mobile,
  deviceScaleFactor: values.mobile ? 2 : 1,
});
page.on("console", (message) => message.type() === "error" && console.error(message.text()));
page.on("pageerror", (error) => console.error(String(error)));
await page.goto(url);
await page.waitForTimeout(Number(values.wait));
await page.evaluate((top) => window.scrollTo(0, top), Number(values.scroll));
await page.waitForTimeout(500);
await page.screenshot({ path: out, fullPage: values.full });
await browser.close();
