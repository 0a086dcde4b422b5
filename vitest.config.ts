import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{apps,packages}/*/src/**/*.test.{ts,tsx}",
      "packages/*/test/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    // Two cores in CI: a slow machine must not turn a passing test red.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
