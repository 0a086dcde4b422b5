// How well what nobody said is found, on years whose every trouble is known: npm run bench -- insight [--seed 1 …] [--items 400]
import { parseArgs } from "node:util";
import { createLabelledYear } from "../../packages/simulators/src/labelled-year/labelled-year.ts";
import { scoreMissedCells } from "./insight/cells.ts";
import { newFlagScores, plainFlags, scoreFlags } from "./insight/flags.ts";
import { seenRuns } from "./insight/lived-item.ts";
import { raisedByPlainRule, raisedByState, scoreOverdue } from "./insight/overdue.ts";
import { Score } from "./insight/score.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", multiple: true, default: ["1"] },
    items: { type: "string", default: "400" },
    says: { type: "boolean", default: false },
  },
});

for (const seed of values.seed) {
  const year = createLabelledYear({ seed: Number(seed), items: Number(values.items) });
  const overdue = { ours: new Score(), plain: new Score() };
  const flags = { ours: newFlagScores(), plain: newFlagScores() };
  const cells = new Score();
  const late: number[] = [];
  let runs = 0;
  for (const item of year.items) {
    const seen = seenRuns(item).filter(({ seenAt }) => seenAt <= year.to);
    runs += seen.length;
    const inVain = scoreOverdue(item, raisedByState(item, seen, year.to), overdue.ours, late);
    if (values.says)
      for (const { from, to } of inVain)
        console.log(
          `in vain: ${item.name} ${item.rhythm} ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`,
        );
    scoreOverdue(item, raisedByPlainRule(item, seen, year.to), overdue.plain, []);
    for (const [i, run] of seen.entries()) {
      scoreFlags(flags.ours, run, run.flags);
      scoreFlags(flags.plain, run, plainFlags(run, seen.slice(Math.max(0, i - 60), i).toReversed()));
    }
    scoreMissedCells(item, seen, year, cells);
  }
  late.sort((a, b) => a - b);
  console.log(`\nseed ${seed}: ${year.items.length} items, ${runs} runs`);
  console.table({
    overdue: overdue.ours.row(),
    "overdue, 1.5 × interval": overdue.plain.row(),
    "missed cells": cells.row(),
    ...Object.fromEntries(
      [...flags.ours].flatMap(([flag, score]) => [
        [flag, score.row()],
        [`${flag}, mean ± 3 σ`, flags.plain.get(flag)?.row()],
      ]),
    ),
  });
  const hours = (share: number) =>
    ((late[Math.floor((late.length - 1) * share)] ?? 0) / 3_600_000).toFixed(2);
  console.log(`overdue after its time: median ${hours(0.5)} h, p99 ${hours(0.99)} h`);
}
