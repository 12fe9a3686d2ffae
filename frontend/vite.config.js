import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { apiDocs } from "./build/api-docs.js";
import { serviceWorker } from "./build/service-worker.js";

export default defineConfig({
  plugins: [svelte(), svelteTesting(), serviceWorker(), apiDocs()],
  build: {
    assetsInlineLimit: 0, // the content security policy admits files of our own, nothing written into the page
    modulePreload: { polyfill: false },
    target: "baseline-widely-available",
  },
  server: { proxy: { "/api": "http://127.0.0.1:8000" } },
  test: { environment: "jsdom", setupFiles: ["./src/setup-tests.js"] },
});
