import { defineConfig } from "vitest/config";
import solid from "vite-plugin-solid";

// For `npm run dev`: where a running Pipevane answers.
const server = process.env["PIPEVANE_URL"] ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [solid()],
  build: {
    outDir: process.env["PIPEVANE_DASHBOARD_OUT"] ?? "dist",
    emptyOutDir: true,
    target: "es2021",
    // The page's policy allows its own files only, so nothing may be inlined as a data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": server,
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    environment: "node",
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.ts"], environment: "node" } },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          environment: "node",
          testTimeout: 60000,
          hookTimeout: 60000,
        },
      },
    ],
  },
});
