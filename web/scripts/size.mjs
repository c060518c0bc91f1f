// Says what a browser fetches at the first load, gzip, and fails beyond the limit.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const limit = 60 * 1024;
const folder = process.env.PIPEVANE_DASHBOARD_OUT ?? "dist";
const files = [join(folder, "index.html.gz")];
for (const name of readdirSync(join(folder, "assets"))) {
  if (/\.(js|css)\.gz$/.test(name)) files.push(join(folder, "assets", name));
}

let total = 0;
for (const file of files) {
  const { size } = statSync(file);
  total += size;
  console.log(`${String(size).padStart(7)}  ${file}`);
}
console.log(`${String(total).padStart(7)}  in all, of ${limit}`);
process.exitCode = total > limit ? 1 : 0;
