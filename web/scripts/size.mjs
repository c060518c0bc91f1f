// What a browser loads at first, and with the charts: bytes over the wire. Fails above the limit.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const mostBytes = 60 * 1024;
const folder = process.env.PIPEVANE_DASHBOARD_OUT ?? "dist";
let sum = 0;
for (const entry of readdirSync(folder, { recursive: true })) {
  const file = String(entry);
  if (!file.endsWith(".gz")) continue;
  const { size } = statSync(join(folder, file));
  console.log(`${String(size).padStart(7)} ${file}`);
  sum += size;
}
console.log(`${String(sum).padStart(7)} of ${mostBytes}`);
if (sum > mostBytes) process.exitCode = 1;
