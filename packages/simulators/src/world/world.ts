import type { Session, Vendor } from "@lastgood/normalize";
import { type AddedFacts, addedRun } from "./added.ts";
import type { Device, Job, JobRun, Plan } from "./model.ts";
import { AZURE_DEMO_DEVICES, planAzure } from "./plan-azure.ts";
import { ENTERPRISE_MANAGER_DEMO_DEVICES, planEnterpriseManager } from "./plan-enterprise-manager.ts";
import { NABLE_DEMO_DEVICES, planNable } from "./plan-nable.ts";
import { planUnitrends, UNITRENDS_DEMO_DEVICES } from "./plan-unitrends.ts";
import { endOf, isScheduled, runByHand, runJob, runsOn, type Season } from "./run-job.ts";
import { type Telling, toldSessions } from "./told-sessions.ts";
import type { ToldWorld } from "./told-world.ts";
import { createZone, DAY_MS } from "./zone.ts";

export interface DeviceCounts {
  nable: number;
  azure: number;
  enterpriseManager: number;
  unitrends: number;
}

export interface WorldOptions {
  /** Default 1. */
  seed?: number;
  /** The world's clock; its first answer is the anchor, which the told troubles lie before. */
  now: () => number;
  /** Nights of history before the anchor; default 60. */
  days?: number;
  devices?: "demo" | DeviceCounts;
  /** Where the wall clocks hang; default Europe/Berlin. */
  timeZone?: string;
  /** Unitrends systems, with ids that collide; default 1. */
  unitrendsSystems?: number;
  /** Whether one old N-able session has a status word that no page lists; default false. */
  unknownWord?: boolean;
}

/** One thing that is backed up regularly, by the names that its vendor's API tells. */
export interface WorldItem {
  vendor: Vendor;
  /** Its name in the world; any part of it serves as a hint in `addSession`. */
  key: string;
  device: string | null;
  deviceId: number | null;
  client: string | null;
  workload: string | null;
  /** Policy or job; null at N-able. */
  policy: string | null;
  /** Azure's session type; null elsewhere. */
  type: string | null;
}

/** Four vendors' installations that live on as `now` does. */
export interface World extends ToldWorld {
  readonly anchor: number;
  /** Every run that has begun, oldest start first. */
  jobRuns(vendor: Vendor): readonly JobRun[];
  /** The begun runs of N-able's batches and restores of one device, oldest night first. */
  jobRunsOf(device: Device): readonly JobRun[];
  items(vendor: Vendor): WorldItem[];
  /** All that the vendor's API would tell now, made from the facts and never from payloads. */
  sessions(vendor: Vendor, sourceId: string, telling?: Telling): Session[];
  /**
   * Adds a run of the item whose key holds the hint: by default one that began ten minutes ago and ended now.
   * @throws if no item is meant
   */
  addSession(vendor: Vendor, facts: AddedFacts): WorldItem;
  /** Adds a failed run of the last second, later than any other, at the first vendor that has such an item. */
  failNow(hint: string): WorldItem;
}

const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;

/** The same seed and the same first answer of `now` make the same world. */
export function createWorld(options: WorldOptions): World {
  const { seed = 1, now, days = 60, timeZone = "Europe/Berlin", unitrendsSystems = 1 } = options;
  const anchor = now();
  const zone = createZone(timeZone);
  const counts = options.devices === undefined || options.devices === "demo" ? DEMO : options.devices;
  const plans: Record<Vendor, Plan> = {
    nable: planNable(seed, counts.nable, { unknownWord: options.unknownWord ?? false }),
    "veeam-azure": planAzure(seed, counts.azure),
    "veeam-enterprise-manager": planEnterpriseManager(seed, counts.enterpriseManager),
    unitrends: planUnitrends(seed, counts.unitrends, unitrendsSystems),
  };

  const nableJobs = Map.groupBy(plans.nable.jobs, (job) => job.items[0]?.device);
  const anchorDay = zone.dayOf(anchor);
  const lastNights = new Map<Job, number>();
  const season: Season = {
    seed,
    zone,
    anchor,
    lastNightOf(job) {
      let night = lastNights.get(job);
      if (night === undefined) {
        night = anchorDay;
        while (night > anchorDay - 30 && !(isScheduled(job, night) && endOf(job, night, zone) <= anchor))
          night--;
        lastNights.set(job, night);
      }
      return night;
    },
  };

  const kept = new Map<Job, { upTo: number; runs: JobRun[] }>();
  const sorted = new Map<Vendor, { upTo: number; added: number; runs: JobRun[]; begun: JobRun[] }>();
  const added: JobRun[] = [];

  function grown(job: Job, upTo: number): JobRun[] {
    let known = kept.get(job);
    if (!known) {
      known = {
        upTo: anchorDay - days - 1,
        runs: job.trouble === "running-now" ? [runByHand(job, season)] : [],
      };
      kept.set(job, known);
    }
    for (let night = known.upTo + 1; night <= upTo; night++) {
      if (runsOn(job, night, season)) known.runs.push(...runJob(job, night, season));
    }
    known.upTo = Math.max(known.upTo, upTo);
    return known.runs;
  }

  function jobRuns(vendor: Vendor): readonly JobRun[] {
    const upTo = zone.dayOf(now() + DAY_MS);
    let list = sorted.get(vendor);
    if (!list || list.upTo < upTo || list.added !== added.length) {
      const runs = plans[vendor].jobs.flatMap((job) => grown(job, upTo));
      runs.push(...added.filter((run) => run.job.vendor === vendor));
      runs.sort((a, b) => a.startedAt - b.startedAt || a.number - b.number);
      list = { upTo, added: added.length, runs, begun: [] };
      sorted.set(vendor, list);
    }
    const end = list.runs.findLastIndex((run) => run.startedAt <= now());
    // The same list while no further run begins: whoever looks through years of runs may keep what was found.
    if (list.begun.length !== end + 1) list.begun = list.runs.slice(0, end + 1);
    return list.begun;
  }

  const world: World = {
    now,
    zone,
    anchor,
    unitrendsSystems,
    plan: (vendor) => plans[vendor],
    jobRuns,
    jobRunsOf(device) {
      const upTo = zone.dayOf(now() + DAY_MS);
      const isOf = (run: JobRun) => run.runs[0]?.item.device === device && run.startedAt <= now();
      const jobs = nableJobs.get(device) ?? [];
      return [...jobs.flatMap((job) => grown(job, upTo)), ...added].filter(isOf);
    },
    items: (vendor) => meant(plans[vendor]).map(({ told }) => told),
    sessions: (vendor, sourceId, telling = {}) => toldSessions(world, vendor, sourceId, telling),
    addSession(vendor, facts) {
      const found = find(plans[vendor], facts.item);
      if (!found) throw new Error(`The simulated ${vendor} has no item "${facts.item}"`);
      added.push(addedRun(found.job, found.item, facts, added.length, season, now()));
      return found.told;
    },
    failNow(hint) {
      const vendor = VENDORS.find((candidate) => find(plans[candidate], hint));
      if (!vendor) throw new Error(`The simulated world has no item "${hint}"`);
      const endedAt = Math.floor(now() / 1_000) * 1_000;
      return world.addSession(vendor, { item: hint, status: "failed", startedAt: endedAt - 1_000, endedAt });
    },
  };
  return world;
}

const DEMO: DeviceCounts = {
  nable: NABLE_DEMO_DEVICES,
  azure: AZURE_DEMO_DEVICES,
  enterpriseManager: ENTERPRISE_MANAGER_DEMO_DEVICES,
  unitrends: UNITRENDS_DEMO_DEVICES,
};

function find(plan: Plan, hint: string) {
  const all = meant(plan);
  return all.find(({ told }) => told.key === hint) ?? all.find(({ told }) => told.key.includes(hint));
}

function meant(plan: Plan) {
  return plan.jobs
    .filter((job) => job.kind === "backup" || job.kind === "snapshot")
    .flatMap((job) =>
      (job.items.length ? job.items : [null]).map((item) => {
        const told: WorldItem = {
          vendor: job.vendor,
          key: item?.key ?? job.key,
          device: item?.device.name ?? null,
          deviceId: item?.device.id ?? null,
          client: job.vendor === "nable" ? (item?.device.client.name ?? null) : null,
          workload: item?.workload ?? null,
          policy: job.vendor === "nable" ? null : job.name,
          type: job.vendor === "veeam-azure" ? job.type : null,
        };
        return { job, item, told };
      }),
    );
}
