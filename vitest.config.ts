import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { builtThread } from "./tools/lastgood.mjs";
import { STEADY } from "./tools/runtime.mjs";

export default defineConfig({
  plugins: [builtThread],
  test: {
    include: [
      "{apps,packages}/*/src/**/*.test.{ts,tsx}",
      "packages/*/test/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    globalSetup: ["tools/built-program.mjs", "tools/postgres-door.mjs"],
    // What is expected of pages is English, wherever the tests run.
    env: { LC_ALL: "en_GB.UTF-8" },
    // Store tests start and end many threads.
    execArgv: [STEADY],
    // Tests wait for threads, programs and servers half of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Two cores in CI: a slow machine must not turn a passing test red.
    testTimeout: 40_000,
    hookTimeout: 40_000,
  },
});
