// Which browser the tests and pictures use.
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function browserPath() {
  const found = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (found === undefined) throw new Error("there is no Chromium: install the package chromium, or set CHROMIUM");
  return found;
}
