import type { Session } from "@lastgood/normalize";
import { isoOf, sessionOf } from "../world/blank-session.ts";
import type { JobRun, Run } from "../world/model.ts";
import type { ToldWorld } from "../world/told-world.ts";
import {
  endMicros,
  isPolicyRun,
  isRunning,
  policyId,
  reasonOf,
  resourceId,
  sessionId,
  startMicros,
  wordOf,
} from "./facts.ts";
import { type AzureInventory, createAzureInventory } from "./inventory.ts";

/** Policy sessions with the sums of their machines, each followed by its machines' own; and housekeeping. */
export function azureSessions(
  world: ToldWorld,
  sourceId: string,
  decimalIds: boolean,
  told: Pick<AzureInventory, "nameOf" | "runs"> = createAzureInventory(world),
): Session[] {
  const now = world.now();
  return told.runs(world).flatMap((jobRun) => {
    const { job } = jobRun;
    const running = isRunning(jobRun, now);
    const id = `${sourceId}:${sessionId(jobRun, decimalIds)}`;
    const hasPolicy = isPolicyRun(job) || job.kind === "verification";
    const policy = hasPolicy ? { id: `${sourceId}:${policyId(job)}`, name: told.nameOf(job) } : null;
    const children = jobRun.runs.map((run) => childOf(run, jobRun, id, sourceId, policy, now));
    const sum = (field: "selectedBytes" | "processedBytes" | "transferredBytes") =>
      children.length > 0 && children.every((child) => child[field] !== null)
        ? children.reduce((total, child) => total + (child[field] ?? 0), 0)
        : null;
    const parent = sessionOf(sourceId, "veeam-azure", {
      id,
      vendorId: sessionId(jobRun, decimalIds),
      kind: job.kind,
      status: running ? "running" : jobRun.status,
      vendorType: job.type,
      vendorStatus: wordOf(jobRun, now),
      policy,
      startedAt: isoOf(jobRun.startedAt),
      endedAt: running ? null : isoOf(jobRun.endedAt),
      durationMs: running ? null : Math.floor((endMicros(jobRun) - startMicros(jobRun)) / 1000),
      selectedItems: isPolicyRun(job) ? jobRun.runs.length : null,
      selectedBytes: sum("selectedBytes"),
      processedBytes: sum("processedBytes"),
      transferredBytes: sum("transferredBytes"),
      message: reasonOf(jobRun, now),
    });
    return [parent, ...children];
  });
}

function childOf(
  run: Run,
  jobRun: JobRun,
  parentId: string,
  sourceId: string,
  policy: Session["policy"],
  now: number,
): Session {
  const own = resourceId(run.item);
  const hasBegun = run.startedAt <= now;
  const running = !hasBegun || isRunning(run, now);
  return sessionOf(sourceId, "veeam-azure", {
    id: `${parentId}:${own}`,
    vendorId: own,
    parentId,
    kind: jobRun.job.kind,
    status: running ? "running" : run.status,
    vendorType: jobRun.job.type,
    vendorStatus: hasBegun ? wordOf(run, now) : null,
    device: { id: `${sourceId}:${own}`, name: run.item.device.name, kind: run.item.device.kind },
    policy,
    workload: run.item.workload,
    startedAt: hasBegun ? isoOf(run.startedAt) : null,
    endedAt: running ? null : isoOf(run.endedAt),
    selectedBytes: running ? null : run.selectedBytes,
    processedBytes: running ? null : run.processedBytes,
    transferredBytes: running ? null : run.transferredBytes,
  });
}
