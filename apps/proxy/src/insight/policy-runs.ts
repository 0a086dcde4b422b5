import type { Status } from "@lastgood/normalize";
import type { ItemHistory, Run } from "../store/store.ts";
import type { PolicyRun } from "./facts.ts";

const WORST_FIRST: Status[] = [
  "failed",
  "interrupted",
  "canceled",
  "not-started",
  "unknown",
  "warning",
  "success",
  "running",
];

/** The runs of each policy with the devices they reached, by item id; items that are no device of a policy have none. */
export function policyRunsByItem(histories: readonly ItemHistory[]): Map<string, PolicyRun[]> {
  const ofDevices = histories.filter(({ policyRuns }) => policyRuns.length > 0);
  const reachedBy = new Map<string, { item: string; status: Status }[]>();
  for (const { item, runs } of ofDevices) {
    for (const { parentId, status } of runs) {
      if (parentId === null) continue;
      const reached = reachedBy.get(parentId);
      if (reached) reached.push({ item: item.id, status });
      else reachedBy.set(parentId, [{ item: item.id, status }]);
    }
  }
  // A policy's devices share one list of its runs.
  const read = new Map<readonly Run[], PolicyRun[]>();
  const result = new Map<string, PolicyRun[]>();
  for (const { item, policyRuns } of ofDevices) {
    const runs = read.get(policyRuns) ?? policyRuns.flatMap((run) => policyRun(run, reachedBy.get(run.id)));
    read.set(policyRuns, runs);
    result.set(item.id, runs);
  }
  return result;
}

function policyRun(run: Run, told: { item: string; status: Status }[] = []): PolicyRun[] {
  if (run.at === null) return [];
  // What still runs under a run that is over was dropped from it: the run did not get to its end there.
  const reached = told.filter(({ status }) => status !== "running" || run.status === "running");
  return [
    {
      sessionId: run.id,
      at: Date.parse(run.at),
      seenAt: Date.parse(run.statusSeenAt ?? run.at),
      status: run.status,
      message: run.message,
      reached: new Set(reached.map(({ item }) => item)),
      worst: WORST_FIRST.find((word) => reached.some(({ status }) => status === word)) ?? null,
    },
  ];
}
