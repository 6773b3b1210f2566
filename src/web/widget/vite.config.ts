// The three parts of the widget, one a mode: the frame, the demo page, and the script that sites load.
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A page with its hashed files below it. Addresses are relative, so that it works below any prefix. */
const page = (name: string, target: string): UserConfig => ({
  root: here(name),
  base: "./",
  build: {
    outDir: here(`../dist/${target}`),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // A data address would be another source than 'self'.
    assetsInlineLimit: 0,
  },
});

const parts: Record<string, UserConfig> = {
  frame: page("frame", "widget"),
  demo: page("demo", "demo"),
  script: {
    build: {
      outDir: here("../dist"),
      emptyOutDir: false,
      target: "es2020",
      lib: { entry: here("script/index.ts"), formats: ["iife"], name: "switchboardWidget", fileName: () => "widget.js" },
    },
  },
};

export default defineConfig(({ mode }) => ({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  ...parts[mode],
}));
