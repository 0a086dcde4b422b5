import { CLIENTS } from "./clients.ts";
import type { Plan } from "./model.ts";
import { createPlanner } from "./plan.ts";

const GROUPS = [
  { job: "Fileserver nightly", role: "file", app: "file-level", kind: null, size: 6 },
  { job: "VMware production", role: "vm", app: "VMware", kind: "vm", size: 12 },
  { job: "SQL nightly", role: "sqlsrv", app: "SQL Server", kind: null, size: 4 },
  { job: "Hyper-V", role: "hv", app: "Hyper-V", kind: "vm", size: 8 },
] as const;

/** Jobs of many instances, weekly full and nightly incremental, all at one customer's site. */
export function planUnitrends(seed: number, deviceCount: number, systems: number): Plan {
  const { plan, device, item, job, nightly } = createPlanner("unitrends", seed);
  const client = CLIENTS[3] as (typeof CLIENTS)[number];
  for (let made = 0, g = 0; made < deviceCount; g++) {
    const group = GROUPS[g % GROUPS.length] as (typeof GROUPS)[number];
    const round = Math.floor(g / GROUPS.length);
    const size = Math.min(group.size, deviceCount - made);
    const name = `${group.job}${round ? ` ${round + 1}` : ""}`;
    const items = Array.from({ length: size }, (_, i) => {
      const trouble = g === 1 && i === 3 ? ("warned-last" as const) : null;
      const of = device(group.role, group.kind, client);
      return item(of, { workload: group.app, minutes: 3 + (i % 5) * 2, trouble });
    });
    const system = 1 + (g % systems);
    const trouble = g === 2 ? "running-now" : null;
    const minuteOfDay = nightly(name);
    const facts = { key: name, name, type: "Incremental", minuteOfDay, inTurn: true, weeklyFull: true };
    job({ ...facts, items, system, trouble });
    if (g === 0) {
      const restore = { kind: "restore", type: "Restore", minuteOfDay: 660, days: "rare" } as const;
      job({ ...restore, key: `${name}/restore`, name: "", items: items.slice(0, 1), system });
    }
    made += size;
  }
  const metadata = { kind: "repository", type: "System Metadata", minuteOfDay: 360, days: "weekly" } as const;
  const appliance = item(device("ueb", null, client), { workload: null, minutes: 2 });
  if (deviceCount > 0) job({ ...metadata, key: "metadata", name: "", items: [appliance] });
  return plan;
}

export const UNITRENDS_DEMO_DEVICES = 36;
