import { CLIENTS } from "./clients.ts";
import type { Plan } from "./model.ts";
import { createPlanner } from "./plan.ts";

const ROLES = ["az-app", "az-sql", "az-web", "az-erp", "az-files"] as const;
const VMS_A_POLICY = 5;

/** Policies of up to five virtual machines; each night a snapshot and a backup start together. */
export function planAzure(seed: number, deviceCount: number): Plan {
  const { plan, device, item, job, nightly } = createPlanner("veeam-azure", seed);
  for (let first = 0, p = 0; first < deviceCount; first += VMS_A_POLICY, p++) {
    const client = CLIENTS[p % CLIENTS.length] as (typeof CLIENTS)[number];
    const number = Math.floor(p / CLIENTS.length);
    const name = `${client.code}-VMs${number ? `-${number + 1}` : ""}`;
    const vms = Array.from({ length: Math.min(VMS_A_POLICY, deviceCount - first) }, (_, v) =>
      device(ROLES[(first + v) % ROLES.length] as string, "vm", client),
    );
    const minuteOfDay = nightly(name);
    for (const type of ["PolicySnapshot", "PolicyBackup"]) {
      const isBackup = type === "PolicyBackup";
      const items = vms.map((vm, v) => {
        const trouble = isBackup && p === 1 && v === 1 ? ("failed-last" as const) : null;
        const minutes = isBackup ? 12 + ((p * 7 + v * 5) % 40) : 1;
        return item(vm, { workload: "VirtualMachine", minutes, trouble }, `${name}/${type}/${vm.name}`);
      });
      const kind = isBackup ? "backup" : "snapshot";
      const trouble = isBackup && p === 2 ? "running-now" : null;
      job({ key: `${name}/${type}`, name, type, kind, minuteOfDay, items, trouble });
    }
  }
  if (deviceCount === 0) return plan;
  const empty = `${CLIENTS[5]?.code}-Neu`;
  job({ key: empty, name: empty, type: "PolicyBackup", minuteOfDay: 1380, trouble: "protects-nothing" });
  const keep = { name: "", jitterMinutes: 1 };
  job({ ...keep, key: "retention", type: "LingeringSnapshotRetention", kind: "retention", minuteOfDay: 240 });
  job({
    ...keep,
    key: "rescan",
    type: "RepositoryRescan",
    kind: "repository",
    minuteOfDay: 300,
    days: "weekly",
  });
  job({ ...keep, key: "restore", type: "RestoreVms", kind: "restore", minuteOfDay: 630, days: "rare" });
  const checked = plan.jobs[1]?.name ?? "";
  job({
    key: "health",
    name: checked,
    type: "HealthCheck",
    kind: "verification",
    minuteOfDay: 360,
    days: "weekly",
  });
  return plan;
}

export const AZURE_DEMO_DEVICES = 22;
