import { defineConfig, devices } from "@playwright/test";

const browser = process.env.LASTGOOD_BROWSER;

export default defineConfig({
  globalSetup: "../tools/built-program.mjs",
  testMatch: ["journeys/*.e2e.ts", "visual/*.e2e.ts"],
  snapshotPathTemplate: "pictures/{arg}{ext}",
  outputDir: "../.cache/e2e",
  // Each worker runs the program, four vendors and a browser: more would only wait for each other on two cores.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  expect: {
    timeout: 10_000,
    // Less than the smallest mark.
    toHaveScreenshot: { maxDiffPixels: 4, threshold: 0.1 },
  },
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
