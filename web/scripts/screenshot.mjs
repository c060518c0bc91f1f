// A picture of the page: node scripts/screenshot.mjs ADDRESS FILE [--width N] [--height N] [--theme dark|light]
// [--wait SELECTOR] [--full]
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { browserPath } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: "string", default: "1440" },
    height: { type: "string", default: "900" },
    theme: { type: "string", default: "dark" },
    wait: { type: "string", default: "table.guests" },
    full: { type: "boolean", default: false },
  },
});
const [address, file] = positionals;
if (address === undefined || file === undefined) {
  console.error("usage: screenshot.mjs ADDRESS FILE [--width N] [--height N] [--theme dark|light] [--wait SELECTOR] [--full]");
  process.exit(64);
}
const browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    colorScheme: values.theme === "light" ? "light" : "dark",
  });
  await page.goto(address);
  await page.waitForSelector(values.wait);
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.screenshot({ path: file, fullPage: values.full });
} finally {
  await browser.close();
}
