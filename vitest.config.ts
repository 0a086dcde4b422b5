import { defineConfig } from "vitest/config";
import { STEADY } from "./tools/runtime.mjs";

export default defineConfig({
  test: {
    include: [
      "{apps,packages}/*/src/**/*.test.{ts,tsx}",
      "packages/*/test/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    globalSetup: ["tools/postgres-door.mjs"],
    // Store tests start and end many threads.
    execArgv: [STEADY],
    // Two cores in CI: a slow machine must not turn a passing test red.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
