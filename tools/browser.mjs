// A browser for the tests: the machine's Chromium, else Debian's package, else Playwright's own.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./runtime.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function onPath() {
  const folders = (process.env.PATH ?? "").split(":").concat("/usr/bin", "/snap/bin");
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** The path of a browser, or "" where Playwright's own serves. Says what to do where there is none. */
export async function findBrowser() {
  const found = onPath();
  if (found) return found;
  const root = process.getuid?.() === 0;
  if (root && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log("Installing Debian's Chromium for the browser tests (once) …");
    await run("apt-get", ["update", "-qq"], { quiet: true });
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      quiet: true,
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    const installed = onPath();
    if (installed) return installed;
  }
  console.log("Fetching Playwright's browser for the tests (once) …");
  const code = await run(join(ROOT, "e2e/node_modules/.bin/playwright"), ["install", "chromium"]);
  if (code !== 0) throw new Error("no browser for the tests: install Chromium and run npm test again");
  return "";
}
