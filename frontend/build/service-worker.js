import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PLACEHOLDER = '/* @__BUILD__ */ ["dev", []]';

/**
 * Write /sw.js with the list of what this build made, so that the browser can keep it.
 *
 * The list is read from the folder: the bundle still names chunks that Vite drops at the end,
 * and one missing file would fail the whole installation.
 */
export function serviceWorker(source = "src/sw.js") {
  return {
    name: "service-worker",
    /** @param {{ dir: string }} options */
    writeBundle({ dir }) {
      const files = readdirSync(join(dir, "assets")).map((file) => `/assets/${file}`).sort();
      const page = readFileSync(join(dir, "index.html"));
      const version = createHash("sha256").update(files.join()).update(page).digest("hex").slice(0, 12);
      const text = readFileSync(source, "utf8").replace(PLACEHOLDER, JSON.stringify([version, files]));
      writeFileSync(join(dir, "sw.js"), text);
    },
  };
}
