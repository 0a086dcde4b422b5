import { defineConfig, devices } from "@playwright/test";

const browser = process.env.LASTGOOD_BROWSER;

export default defineConfig({
  globalSetup: "../tools/built-program.mjs",
  testDir: "journeys",
  testMatch: "*.e2e.ts",
  outputDir: "../.cache/e2e",
  // Each worker runs the program, four vendors and a browser: more would only wait for each other on two cores.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    ...(browser ? { launchOptions: { executablePath: browser } } : {}),
  },
});
