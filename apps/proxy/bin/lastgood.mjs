#!/usr/bin/env node
// Hands over to the runtime that was installed beside Lastgood: npx runs this on whatever Node the machine has.
import { runLastgood } from "../../../tools/lastgood.mjs";

try {
  process.exitCode = await runLastgood(process.argv.slice(2));
} catch (error) {
  console.error(`lastgood: ${error.message}`);
  process.exitCode = 1;
}
