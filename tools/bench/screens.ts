// Pictures of every page over the demonstration's data, in docs/screens: npm run bench -- screens
// With --stress FOLDER, there and over data that is hard to show.
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { takeScreens } from "../../e2e/screens.ts";
import { takeStress } from "../../e2e/stress.ts";
import { findBrowser } from "../browser.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({ options: { stress: { type: "string" } } });
const folder = values.stress ?? join(ROOT, "docs/screens");
const takePictures = values.stress === undefined ? takeScreens : takeStress;

await takePictures(folder, await findBrowser(), (file) =>
  console.log(`${file}  ${Math.round(statSync(join(folder, file)).size / 1000)} kB`),
);
