// The tests of what needs no browser: npm test
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["{shared,widget,console}/**/*.test.{ts,tsx}"], exclude: ["**/node_modules/**"] },
});
