import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** This file's folder and that of the built program stand equally deep. */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The release: `0.1.0`. */
export const RELEASE: string = JSON.parse(readFileSync(at("../package.json"), "utf8")).version;

/** The folder of the built web app; not there before it is built. */
export const BUILT_SCREENS = at("../../web/dist");

/** The release and the build of the screens: a wall that sees it change loads itself anew. */
export function runningVersion(): string {
  const page = join(BUILT_SCREENS, "index.html");
  if (!existsSync(page)) return RELEASE;
  return `${RELEASE}+${createHash("sha256").update(readFileSync(page)).digest("hex").slice(0, 8)}`;
}
