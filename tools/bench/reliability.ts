// Every vendor call under every fault, and docs/reliability.md written from what came of it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const args = ["node_modules/vitest/vitest.mjs", "run", "apps/proxy/src/reliability", "--no-file-parallelism"];
const env = { ...process.env, LASTGOOD_WRITE_RELIABILITY: "1" };
const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: "inherit" });
process.exitCode = status ?? 1;
