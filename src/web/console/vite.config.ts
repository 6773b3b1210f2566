// The console: one page with its hashed files beside it. Addresses are relative, so that it works below any prefix.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  esbuild: { jsx: "automatic" },
  build: {
    outDir: here("../dist/console"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // A data address would be another source than 'self'.
    assetsInlineLimit: 0,
  },
});
