import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FILES = ["swagger-ui-bundle.js", "swagger-ui.css"];

/** Copy the API documentation page's two files to /docs, so that it needs no other host. */
export function apiDocs() {
  return {
    name: "api-docs",
    /** @param {{ dir: string }} options */
    writeBundle({ dir }) {
      const source = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist")));
      mkdirSync(join(dir, "docs"), { recursive: true });
      for (const file of FILES) copyFileSync(join(source, file), join(dir, "docs", file));
    },
  };
}
