// Puts a .gz beside every text file of the built dashboard; the server hands out whichever the browser takes.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const folder = process.env.PIPEVANE_DASHBOARD_OUT ?? "dist";
const texts = new Set([".html", ".js", ".css", ".svg", ".json"]);

function compress(path) {
  for (const name of readdirSync(path)) {
    const file = join(path, name);
    if (statSync(file).isDirectory()) compress(file);
    else if (texts.has(extname(name))) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

compress(folder);
