import { CLIENTS } from "./clients.ts";
import type { Plan, Trouble } from "./model.ts";
import { createPlanner } from "./plan.ts";

const ROLES = ["srv", "ts", "db", "app", "pc"] as const;
const MACHINES_A_JOB = 5;

/** Agent jobs of up to five machines. One job's name holds the ` - ` and another the `@` that also part a session's name. */
export function planEnterpriseManager(seed: number, deviceCount: number): Plan {
  const { plan, device, item, job, nightly } = createPlanner("veeam-enterprise-manager", seed);
  for (let first = 0, j = 0; first < deviceCount; first += MACHINES_A_JOB, j++) {
    const client = CLIENTS[(j + 3) % CLIENTS.length] as (typeof CLIENTS)[number];
    const round = Math.floor(j / CLIENTS.length);
    const isDesk = j % 4 === 2;
    const what = isDesk ? "Agents - Büro" : j % 4 === 3 ? "Agents @night" : "Agents Server";
    const name = `${client.code} ${what}${round ? ` ${round + 1}` : ""}`;
    const items = Array.from({ length: Math.min(MACHINES_A_JOB, deviceCount - first) }, (_, m) => {
      const machine = device(isDesk ? "pc" : (ROLES[m % 4] as string), null, client);
      const trouble: Trouble | null =
        j === 0 && m === 2 ? "failed-last" : j === 1 && m === 0 ? "failed-last-then-retried" : null;
      return item(machine, { workload: null, trouble }, `${name}/${machine.name}`);
    });
    job({
      key: name,
      name,
      type: "AgentBackup",
      minuteOfDay: isDesk ? 12 * 60 : nightly(name),
      days: isDesk ? "weekdays" : "daily",
      items,
      trouble: j === 4 ? "running-now" : null,
    });
  }
  return plan;
}

export const ENTERPRISE_MANAGER_DEMO_DEVICES = 37;
