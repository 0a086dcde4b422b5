#!/usr/bin/env node
// Hands over to the runtime that was installed beside Lastgood: npx runs this on whatever Node the machine has.
import { fileURLToPath } from "node:url";
import { findNode, run } from "../../../tools/runtime.mjs";

try {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  process.exitCode = await run(findNode(), [main, ...process.argv.slice(2)], { cwd: process.cwd() });
} catch (error) {
  console.error(`lastgood: ${error.message}`);
  process.exitCode = 1;
}
