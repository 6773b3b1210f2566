// The tests in a real browser, against a real server: npm run browser
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["browser/**/*.test.ts"],
    // Each file starts a browser and servers of its own; one after another, they leave each other time.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
