// Says what a browser fetches at the first load, gzip, and fails beyond the limit. What the page loads only when it is
// wanted is named, and not counted.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const limit = 60 * 1024;
const folder = process.env.PIPEVANE_DASHBOARD_OUT ?? "dist";
const assets = join(folder, "assets");

// The files that the page names, and those that its scripts cannot begin without.
const first = new Set();
function need(name) {
  if (first.has(name)) return;
  first.add(name);
  if (!name.endsWith(".js")) return;
  const script = readFileSync(join(assets, name), "utf8");
  for (const [, imported] of script.matchAll(/(?:import|from)\s*["']\.\/([^"']+)["']/g)) need(imported);
}
for (const [, name] of readFileSync(join(folder, "index.html"), "utf8").matchAll(/(?:src|href)="[^"]*assets\/([^"]+)"/g)) need(name);

let total = 0;
function say(file, words) {
  const { size } = statSync(file);
  console.log(`${String(size).padStart(7)}  ${file}${words}`);
  return size;
}
total += say(join(folder, "index.html.gz"), "");
const packed = readdirSync(assets).filter((name) => /\.(js|css)\.gz$/.test(name));
const isFirst = (name) => first.has(basename(name, ".gz"));
for (const name of packed.filter(isFirst)) total += say(join(assets, name), "");
for (const name of packed.filter((each) => !isFirst(each))) say(join(assets, name), "  (later)");
console.log(`${String(total).padStart(7)}  in all, of ${limit}`);
// A page without a script and a style was not understood.
process.exitCode = total > limit || first.size < 2 ? 1 : 0;
