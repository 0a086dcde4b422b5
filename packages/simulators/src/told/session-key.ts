import type { Vendor } from "@lastgood/normalize";
import { resourceId, sessionId } from "../veeam-azure/facts.ts";
import { containerId, machineSessionId } from "../veeam-enterprise-manager/facts.ts";
import type { JobRun, Run } from "../world/model.ts";

/** A session's id without its source; null for runs of a job that are no sessions of their own. */
export function jobRunKey(vendor: Vendor, jobRun: JobRun, decimalIds: boolean): string | null {
  if (vendor === "veeam-azure") return sessionId(jobRun, decimalIds);
  return vendor === "veeam-enterprise-manager" ? containerId(jobRun) : null;
}

export function runKey(vendor: Vendor, jobRun: JobRun, run: Run, decimalIds: boolean): string {
  switch (vendor) {
    case "nable":
      return `${run.item.device.id}:${run.number}`;
    case "veeam-azure":
      return `${sessionId(jobRun, decimalIds)}:${resourceId(run.item)}`;
    case "veeam-enterprise-manager":
      return machineSessionId(jobRun, run);
    case "unitrends":
      return `${jobRun.job.system}:${run.number}`;
  }
}
