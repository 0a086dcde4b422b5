// Whether a fill survives kill -9: npm run bench -- kill [--kills 50] [--seed 1]
import { parseArgs } from "node:util";
import { fillUnderKills } from "./kill/kills.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
});
const { kills, midway, sessions, differences } = await fillUnderKills({
  kills: Number(values.kills),
  seed: Number(values.seed),
});
console.log(
  `${kills} kills, ${midway} of them midway; ${sessions} sessions, ${differences.length} differences`,
);
for (const difference of differences.slice(0, 20)) console.log(difference);
if (differences.length > 0) process.exitCode = 1;
