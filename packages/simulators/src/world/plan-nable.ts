import { clientOf } from "./clients.ts";
import type { Plan, Trouble } from "./model.ts";
import { createPlanner } from "./plan.ts";

const ROLES = [
  { role: "dc", kind: "server", plugins: ["FILE_SYSTEM", "SYSTEM_STATE"] },
  { role: "sql", kind: "server", plugins: ["FILE_SYSTEM", "SYSTEM_STATE", "MSSQL"] },
  { role: "pc", kind: "workstation", plugins: ["FILE_SYSTEM"] },
  { role: "fs", kind: "server", plugins: ["FILE_SYSTEM", "SYSTEM_STATE"] },
  { role: "nas", kind: "server", plugins: ["NETWORK_SHARES"] },
  { role: "ex", kind: "server", plugins: ["FILE_SYSTEM", "SYSTEM_STATE", "EXCHANGE"] },
  { role: "nb", kind: "workstation", plugins: ["FILE_SYSTEM"] },
  { role: "esx", kind: "server", plugins: ["VMWARE"] },
] as const;

/** By role, plugin and how many of that role came before. */
const ITEM_TROUBLES: Record<string, Trouble> = {
  "sql/MSSQL/2": "failed-last-three",
  "fs/FILE_SYSTEM/1": "nothing-transferred-last",
  "dc/SYSTEM_STATE/3": "warned-last",
};
const JOB_TROUBLES: Record<string, Trouble> = { "nas/2": "silent-since-two", "esx/3": "never-ran" };

/** Devices, a batch each, an item a plugin; some devices without backup stand among them. */
export function planNable(seed: number, deviceCount: number, options: { unknownWord: boolean }): Plan {
  const { plan, device, item, job, nightly } = createPlanner("nable", seed);
  for (let n = 0; n < deviceCount; n++) {
    const { role, kind, plugins } = ROLES[n % ROLES.length] as (typeof ROLES)[number];
    const round = Math.floor(n / ROLES.length);
    const made = device(role, kind, clientOf(n));
    const items = plugins.map((plugin) =>
      item(made, { workload: plugin, trouble: ITEM_TROUBLES[`${role}/${plugin}/${round}`] ?? null }),
    );
    if (options.unknownWord && n === 0 && items[0]) items[0].trouble = "unknown-word-once";
    const isDesk = kind === "workstation";
    job({
      key: made.name,
      name: made.name,
      type: "BACKUP",
      minuteOfDay: isDesk ? 12 * 60 + 30 : nightly(made.name),
      days: isDesk ? "weekdays" : "daily",
      inTurn: true,
      items,
      trouble: JOB_TROUBLES[`${role}/${round}`] ?? null,
    });
    if (role === "fs" && round === 0)
      job({
        key: `${made.name}/restore`,
        name: made.name,
        type: "RESTORE",
        kind: "restore",
        minuteOfDay: 10 * 60,
        days: "rare",
        items: items.slice(0, 1),
      });
    if (n % 9 === 4) device("kiosk", "workstation", clientOf(n), false);
  }
  // A customer without devices: inventories tell of such too.
  const empty = { id: 190, slug: "archiv", name: "Altkunden (Archiv)", code: "Archiv", place: "arc" };
  plan.clients.push({ ...empty, site: { id: 490, name: "Archiv" } });
  plan.clients.sort((a, b) => a.id - b.id);
  return plan;
}

/** How many devices the demonstration has. */
export const NABLE_DEMO_DEVICES = 54;
