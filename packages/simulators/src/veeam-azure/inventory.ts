import type { Job, JobRun } from "../world/model.ts";
import { uuid } from "../world/random.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { isPolicyRun, nameHash, policyId, resourceId } from "./facts.ts";

/** What the appliance lists, and what a person can change of it. A policy is called by its first name. */
export interface AzureInventory {
  /** From now on it runs no more; its sessions stay, and say so. */
  removePolicy(name: string): void;
  /** As if it had never been removed, but for the nights between. */
  restorePolicy(name: string): void;
  /** In lists and in all its sessions. */
  renamePolicy(name: string, to: string): void;
  /** One that never ran. */
  addPolicy(name: string, more?: { isEnabled?: boolean }): void;
  /** A disabled policy runs no more. */
  disablePolicy(name: string): void;
  /** As when its restore points have gone; its sessions stay. */
  removeMachine(name: string): void;
  nameOf(job: Job): string;
  isRemoved(job: Job): boolean;
  /** Every run that has begun, oldest start first; of the installation as it lists them, or as a complete read comes to. */
  runs(of?: ToldWorld): readonly JobRun[];
  /** A list's rows by its path, in the words of v2 and v3 or of later versions; null for what is no list of the version. */
  rows(path: string, version: string): object[] | null;
}

const LATER = [
  "policies/virtualMachines",
  "policy/slaBased/virtualMachines",
  "policies/sql",
  "policies/fileShares",
  "policies/cosmosDb",
  "protectedItem/virtualMachines",
  "protectedItem/sql",
  "protectedItem/fileShares",
  "protectedItem/cosmosDb",
];
const V2_V3 = ["policies", "policies/sql", "protectedItem", "protectedItem/sql"];

export function createAzureInventory(world: ToldWorld): AzureInventory {
  const names = new Map<string, string>();
  /** By first name. */
  const stopped = new Map<string, number>();
  const removed = new Set<string>();
  const disabled = new Set<string>();
  const added = new Set<string>();
  const machinesGone = new Set<string>();
  const jobs = () => world.plan("veeam-azure").jobs.filter(isPolicyRun);
  const nameOf = (name: string) => names.get(name) ?? name;

  function policies(): object[] {
    const ids = new Map(jobs().map((job) => [job.name, policyId(job)]));
    for (const name of added) ids.set(name, uuid(nameHash(name), 1));
    return [...ids]
      .filter(([name]) => !removed.has(name))
      .map(([name, id], priority) => {
        return { id, name: nameOf(name), isEnabled: !disabled.has(name), priority, tenantId: "t-1" };
      });
  }

  function machines(): object[] {
    const items = new Map(jobs().flatMap(({ items }) => items.map((item) => [resourceId(item), item])));
    return [...items]
      .filter(([, { device }]) => !machinesGone.has(device.name))
      .map(([id, { device }]) => ({
        id,
        azureId: `/subscriptions/s-1/virtualmachines/${device.name}`,
        name: `${device.name}-vm`,
        osType: "Windows",
      }));
  }

  return {
    removePolicy(name) {
      removed.add(name);
      // One that was disabled before had stopped then.
      stopped.set(name, stopped.get(name) ?? world.now());
    },
    restorePolicy(name) {
      removed.delete(name);
      stopped.delete(name);
    },
    renamePolicy: (name, to) => void names.set(name, to),
    addPolicy(name, { isEnabled = true } = {}) {
      added.add(name);
      if (!isEnabled) disabled.add(name);
    },
    disablePolicy(name) {
      disabled.add(name);
      stopped.set(name, world.now());
    },
    removeMachine: (name) => void machinesGone.add(name),
    nameOf: ({ name }) => nameOf(name),
    isRemoved: ({ name }) => removed.has(name),
    runs(of = world) {
      const all = of.jobRuns("veeam-azure");
      if (stopped.size === 0) return all;
      return all.filter(({ job, startedAt }) => startedAt <= (stopped.get(job.name) ?? startedAt));
    },
    rows(path, version) {
      const paths = version === "v1" ? [] : version === "v2" || version === "v3" ? V2_V3 : LATER;
      if (!paths.includes(path)) return null;
      if (path === "policies" || path === "policies/virtualMachines") return policies();
      return path === "protectedItem" || path === "protectedItem/virtualMachines" ? machines() : [];
    },
  };
}
