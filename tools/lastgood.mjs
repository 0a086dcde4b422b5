import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, findNode, hashOf, ROOT, run, SPARING, unlessDone } from "./runtime.mjs";

const DIST = join(ROOT, "apps/proxy/dist");
const THREAD = join(DIST, "worker.mjs");
/** The built program: what Lastgood runs. */
export const MAIN = join(DIST, "main.mjs");

/** Where the sources start a thread of the store. */
const STARTS_THREAD = 'new URL("./worker.ts", import.meta.url)';

/** A plugin for whatever loads the sources: the store's threads start from their built file. `file` is an expression. */
function threadFrom(file) {
  return {
    name: "lastgood:thread",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/store/worker/worker-link.ts")) return null;
      if (!code.includes(STARTS_THREAD)) throw new Error(`${id} no longer says ${STARTS_THREAD}`);
      return { code: code.replace(STARTS_THREAD, `new URL(${file}, import.meta.url)`), map: null };
    },
  };
}

/** For tests, which load sources and open stores by the hundred. */
export const builtThread = threadFrom(JSON.stringify(`file://${THREAD}`));

/**
 * Puts the program into a few files, unless they are of these sources already: five hundred modules take each of its
 * threads a quarter of a second longer to find and to compile, and 30 MB more in all.
 */
export async function buildProxy() {
  const inputs = ["apps/proxy/src", "packages/normalize/src", "packages/simulators/src"]
    .flatMap(filesBelow)
    .filter((file) => !/\.test\.ts$|\/fixtures\//.test(file));
  const key = hashOf([...inputs, "pnpm-lock.yaml", "tools/lastgood.mjs"]);
  await unlessDone(
    ".cache/proxy-built",
    key,
    () => existsSync(MAIN),
    async () => {
      const { build } = await import("rolldown");
      const part = `${DIST}.${process.pid}`;
      mkdirSync(part, { recursive: true });
      await build({
        input: {
          main: join(ROOT, "apps/proxy/src/main.ts"),
          worker: join(ROOT, "apps/proxy/src/store/worker/worker.ts"),
        },
        platform: "node",
        // pg asks for it where it is installed; it never is.
        external: ["pg-native"],
        plugins: [threadFrom('"./worker.mjs"')],
        output: { dir: part, entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      });
      try {
        rmSync(DIST, { recursive: true, force: true });
        renameSync(part, DIST);
      } catch (error) {
        // Another Lastgood of these sources may have put the same there in between.
        rmSync(part, { recursive: true, force: true });
        if (!existsSync(MAIN)) throw error;
      }
    },
  );
}

/** Runs Lastgood's command line to its end and gives its exit code. */
export async function runLastgood(args) {
  await buildProxy();
  return run(findNode(), [...SPARING.flags, MAIN, ...args], { cwd: process.cwd(), env: SPARING.env });
}
