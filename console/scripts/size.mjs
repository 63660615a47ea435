// Fails when the first view needs more JavaScript than it may. Reads the manifest of the last build.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 60 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The chunks of a view: the entry, and whatever it and `also` import without being asked. */
function chunks(keys, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    chunks(manifest[key].imports ?? [], found);
  }
  return found;
}

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const first = manifest["src/tasks/page.tsx"] ? [entry, "src/tasks/page.tsx"] : [entry];
const files = [...chunks(first)].map((key) => manifest[key].file);
const total = files.reduce((sum, file) => sum + size(file), 0);
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

console.log(
  `First view: ${kb(total)} of JavaScript, gzipped, of ${kb(LIMIT)} (${files.length} files)`,
);
if (total > LIMIT) {
  for (const file of files) console.error(`  ${file}: ${kb(size(file))}`);
  process.exit(1);
}
