import type { Flag } from "../../../packages/normalize/src/index.ts";
import type { SeenRun } from "./lived-item.ts";
import { Score } from "./score.ts";

export const FLAGS_MEASURED: readonly Flag[] = [
  "nothing-transferred",
  "nothing-protected",
  "selection-shrank",
  "transfer-spike",
  "too-fast",
  "too-slow",
  "errors-counted",
];

export type FlagScores = Map<Flag, Score>;

export const newFlagScores = (): FlagScores => new Map(FLAGS_MEASURED.map((flag) => [flag, new Score()]));

export function scoreFlags(scores: FlagScores, run: SeenRun, raised: readonly Flag[]): void {
  for (const [flag, score] of scores) {
    const [is, should] = [raised.includes(flag), run.label.flags.includes(flag)];
    if (is && should) score.right += 1;
    else if (is) score.inVain += 1;
    else if (should) score.missed += 1;
  }
}

const LOOK_BACK = 28;
const LEAST = 8;

/** The plain rule: three standard deviations away from the mean of the last successes. */
export function plainFlags(run: SeenRun, earlier: readonly SeenRun[]): Flag[] {
  if (run.status !== "success") return [];
  const like = earlier.filter(({ status }) => status === "success").slice(0, LOOK_BACK);
  const away = (figure: "transferredBytes" | "selectedBytes" | "durationMs") => {
    const known = like.flatMap((one) => one[figure] ?? []);
    const value = run[figure];
    if (value === null || known.length < LEAST) return 0;
    const mean = known.reduce((sum, one) => sum + one, 0) / known.length;
    const sigma = Math.sqrt(known.reduce((sum, one) => sum + (one - mean) ** 2, 0) / known.length);
    return value > mean + 3 * sigma ? 1 : value < mean - 3 * sigma ? -1 : 0;
  };
  const [transferred, duration] = [away("transferredBytes"), away("durationMs")];
  return [
    ...(transferred < 0 ? (["nothing-transferred"] as const) : []),
    ...(away("selectedBytes") < 0 ? (["selection-shrank", "nothing-protected"] as const) : []),
    ...(transferred > 0 ? (["transfer-spike"] as const) : []),
    ...(duration < 0 ? (["too-fast"] as const) : []),
    ...(duration > 0 ? (["too-slow"] as const) : []),
  ];
}
