// Every vendor call under every fault, and docs/reliability.md written from what came of it; with --worlds N the faults strike
// N random worlds each instead, others each time, and nothing is written.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { worlds } = parseArgs({ options: { worlds: { type: "string" } } }).values;
const room = "apps/proxy/src/reliability";
const run =
  worlds === undefined ? [room] : [`${room}/promise.test.ts`, "apps/proxy/src/insight/promise.test.ts"];
const args = ["node_modules/vitest/vitest.mjs", "run", ...run, "--no-file-parallelism"];
const asked =
  worlds === undefined
    ? { LASTGOOD_WRITE_RELIABILITY: "1" }
    : { LASTGOOD_PROMISE_SEED: String(Date.now() % 1_000_000_007), LASTGOOD_PROMISE_WORLDS: worlds };
const { status } = spawnSync(process.execPath, args, {
  cwd: root,
  env: { ...process.env, ...asked },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
