import type { Level, Session } from "@lastgood/normalize";
import { isoOf, sessionOf } from "../world/blank-session.ts";
import type { Run } from "../world/model.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { MINUTE_MS, type Zone } from "../world/zone.ts";
import {
  clientIdOf,
  clientNameOf,
  type Dialect,
  instanceIdOf,
  isVm,
  jobNameOf,
  outputOf,
  typeOf,
  wordOf,
} from "./facts.ts";

/**
 * Every row, as an appliance tells that is asked system by system. Its `jobs/history`, where there is one, adds the job's
 * name, and starts that need no zone and mend the 2015 dialect's minutes.
 */
export function unitrendsSessions(
  world: ToldWorld,
  sourceId: string,
  dialect: Dialect,
  hasHistory: boolean,
): Session[] {
  const now = world.now();
  return world.jobRuns("unitrends").flatMap((jobRun) =>
    jobRun.runs
      .filter((run) => run.startedAt <= now)
      .map((run) => {
        const { job } = jobRun;
        const { device, workload } = run.item;
        const running = run.endedAt > now;
        const client = clientIdOf(job, device);
        const type = typeOf(jobRun, run);
        const name = hasHistory ? jobNameOf(jobRun) : null;
        const { startedAt, endedAt } = name === null ? asRead(run, dialect, world.zone) : run;
        return sessionOf(sourceId, "unitrends", {
          id: `${sourceId}:${job.system}:${run.number}`,
          vendorId: String(run.number),
          kind: job.kind,
          status: running ? "running" : statusOf(run.status),
          vendorType: type,
          vendorStatus: wordOf(run, dialect, now),
          level: levelOf(type),
          device: isVm(device)
            ? {
                id: `${sourceId}:${job.system}.${client}.${instanceIdOf(device)}`,
                name: device.name,
                kind: "vm",
              }
            : { id: `${sourceId}:${job.system}.${client}`, name: clientNameOf(job, device), kind: null },
          policy: name === null ? null : { id: `${sourceId}:${name}`, name },
          workload,
          startedAt: isoOf(startedAt),
          endedAt: running ? null : isoOf(endedAt),
          processedBytes: running ? 0 : run.processedBytes,
          processedItems: isVm(device) ? null : running ? 0 : run.processedItems,
          message: outputOf(run, now) || null,
        });
      }),
  );
}

/** What the row alone can tell of the times of a run that `jobs/history` does not know. */
function asRead(run: Run, dialect: Dialect, zone: Zone): { startedAt: number; endedAt: number } {
  if (dialect === "10") {
    return { startedAt: zone.earliestAsRead(run.startedAt), endedAt: zone.earliestAsRead(run.endedAt) };
  }
  const startedAt = zone.earliestAsRead(Math.floor(run.startedAt / MINUTE_MS) * MINUTE_MS);
  return { startedAt, endedAt: startedAt + run.endedAt - run.startedAt };
}

function statusOf(status: Session["status"]): Session["status"] {
  return status === "interrupted" || status === "canceled" || status === "not-started" ? "failed" : status;
}

function levelOf(type: string): Level | null {
  if (/Full/.test(type)) return "full";
  if (/Incremental/.test(type)) return "incremental";
  return /Differential/.test(type) ? "differential" : null;
}
