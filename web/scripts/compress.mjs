// Packs what a server sends as it is, once and as small as gzip can.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const folder = process.env.PIPEVANE_DASHBOARD_OUT ?? "dist";
for (const entry of readdirSync(folder, { recursive: true })) {
  const file = join(folder, String(entry));
  if (!/\.(html|js|css|svg)$/.test(file)) continue;
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
}
