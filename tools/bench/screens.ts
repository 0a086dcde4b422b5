// Pictures of every page over the demonstration's data, in docs/screens: npm run bench -- screens
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeScreens } from "../../e2e/screens.ts";
import { findBrowser } from "../browser.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(ROOT, "docs/screens");

await takeScreens(folder, await findBrowser(), (file) =>
  console.log(`${file}  ${Math.round(statSync(join(folder, file)).size / 1000)} kB`),
);
