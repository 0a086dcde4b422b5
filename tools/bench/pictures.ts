// Takes the pictures that the pages are compared with anew, in e2e/pictures: npm run bench -- pictures
import { fileURLToPath } from "node:url";
import { findBrowser } from "../browser.mjs";
import { run } from "../runtime.mjs";

const E2E = fileURLToPath(new URL("../../e2e", import.meta.url));
process.exitCode = await run(
  process.execPath,
  [`${E2E}/node_modules/@playwright/test/cli.js`, "test", "visual", "--update-snapshots=all"],
  { cwd: E2E, env: { LASTGOOD_BROWSER: await findBrowser() } },
);
