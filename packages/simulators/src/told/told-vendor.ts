import type { Vendor } from "@lastgood/normalize";
import type { Device, JobRun, Run } from "../world/model.ts";
import { bits } from "../world/random.ts";
import { worst } from "../world/run-job.ts";
import type { ToldWorld } from "../world/told-world.ts";
import type { World } from "../world/world.ts";
import type { Zone } from "../world/zone.ts";
import type { ChangedFacts, Changes } from "./changes.ts";
import { createSecondLife } from "./second-life.ts";
import { jobRunKey, runKey } from "./session-key.ts";

export interface ToldVendorOptions {
  /** How far its clock is ahead of the world's. */
  clockOffsetMs: number;
  /** How old what it tells is. */
  lagMs: number;
  zone: Zone;
  /** Azure. */
  hasDecimalIds: () => boolean;
  onMoveToUuids: () => void;
}

export interface ToldVendor extends ToldWorld {
  /** What its lists name; `plan` has all that answer. */
  listed(): readonly Device[];
  /** Another number after each change: what was kept of runs before may be other now. */
  revision(): number;
  /** The same without what a list has twice, out of order, or not at all: what a complete read comes to. */
  readonly whole: ToldWorld;
}

/** What one installation tells of the world: by its own clock, and as what was done to it has left it. */
export function createToldVendor(
  world: World,
  vendor: Vendor,
  { clockOffsetMs, lagMs, zone, hasDecimalIds, onMoveToUuids }: ToldVendorOptions,
): { told: ToldVendor; changes: Changes } {
  const life = createSecondLife();
  const gone = new Set<JobRun | Run>();
  const patches = new Map<JobRun | Run, ChangedFacts>();
  const deletedAt = new Map<Device, number>();
  const earlierNames = new Map<Device, { until: number; name: string }[]>();
  let late = { since: Number.POSITIVE_INFINITY, lateMs: 0 };
  let share = 1;
  let repeatEvery = 0;
  let order = 0;
  let revision = 0;
  let kept = new WeakMap<JobRun, { one: JobRun | null }>();
  const origins = new WeakMap<Run, Run>();

  const isNable = vendor === "nable";
  const shifted = (run: { startedAt: number; endedAt: number }) => ({
    startedAt: run.startedAt + clockOffsetMs,
    endedAt: run.endedAt + clockOffsetMs,
  });

  function isHidden(run: Run): boolean {
    const { device } = run.item;
    const endsAt = deletedAt.get(device);
    if (gone.has(run) || (isNable && !device.isProtected)) return true;
    return endsAt !== undefined && (isNable || run.startedAt > endsAt);
  }

  function toldRun(run: Run): Run {
    const facts = { ...run, ...patches.get(run) };
    const was = earlierNames.get(run.item.device)?.find(({ until }) => run.startedAt < until);
    const item = was ? { ...run.item, device: { ...run.item.device, name: was.name } } : run.item;
    const told = { ...facts, ...shifted(facts), item, number: life.numberOf(run) };
    origins.set(told, run);
    return told;
  }

  function toldJobRun(jobRun: JobRun): JobRun | null {
    if (life.isGone(jobRun) || gone.has(jobRun)) return null;
    const runs = jobRun.runs.filter((run) => !isHidden(run)).map(toldRun);
    if (runs.length === 0 && jobRun.runs.length > 0) return null;
    const isAsBefore = runs.length === jobRun.runs.length && !jobRun.runs.some((run) => patches.has(run));
    const status = isAsBefore ? jobRun.status : worst(runs);
    const { endedAt = jobRun.endedAt, status: own = status } = patches.get(jobRun) ?? {};
    const times = shifted({ startedAt: jobRun.startedAt, endedAt });
    return { ...jobRun, ...times, runs, status: own, number: life.numberOf(jobRun) };
  }

  function isUntoldYet({ startedAt, endedAt }: JobRun): boolean {
    const now = world.now() - lagMs;
    if (startedAt > now) return true;
    return (isNable ? endedAt : startedAt) > late.since && now < endedAt + late.lateMs;
  }

  function tell(jobRuns: readonly JobRun[]): readonly JobRun[] {
    if (revision === 0 && clockOffsetMs === 0 && lagMs === 0) return jobRuns;
    return jobRuns.flatMap((jobRun) => {
      if (isUntoldYet(jobRun)) return [];
      let known = kept.get(jobRun);
      if (!known) kept.set(jobRun, (known = { one: toldJobRun(jobRun) }));
      return known.one ?? [];
    });
  }

  function arranged(jobRuns: readonly JobRun[]): readonly JobRun[] {
    const list =
      repeatEvery === 0 ? jobRuns : jobRuns.flatMap((run, n) => (n % repeatEvery === 0 ? [run, run] : [run]));
    if (order === 0) return list;
    const place = (run: JobRun) => bits(order, ...run.identity);
    return list.toSorted((a, b) => place(a) - place(b));
  }

  function listed(): readonly Device[] {
    const { devices } = whole.plan(vendor);
    return devices.filter((_, n) => Math.floor((n + 1) * share) > Math.floor(n * share));
  }

  const whole: ToldWorld = {
    now: () => world.now() + clockOffsetMs - lagMs,
    zone,
    unitrendsSystems: world.unitrendsSystems,
    plan(of) {
      const plan = world.plan(of);
      return deletedAt.size === 0
        ? plan
        : { ...plan, devices: plan.devices.filter((one) => !deletedAt.has(one)) };
    },
    jobRuns(of) {
      const jobRuns = world.jobRuns(of);
      life.count(jobRuns);
      const told = tell(jobRuns);
      if (share === 1) return told;
      const names = new Set(listed());
      return told.filter(({ runs }) => runs.some(({ item }) => names.has(item.device)));
    },
    jobRunsOf: (device) => tell(world.jobRunsOf(device)),
  };

  const told: ToldVendor = {
    ...whole,
    jobRuns: (of) => arranged(whole.jobRuns(of)),
    jobRunsOf: (device) => arranged(whole.jobRunsOf(device)),
    listed,
    revision: () => revision,
    whole,
  };

  function changed(): void {
    revision += 1;
    kept = new WeakMap();
  }

  function only(...vendors: Vendor[]): void {
    if (!vendors.includes(vendor)) throw new Error(`Of ${vendor} no such change is known`);
  }

  /** The world's own runs by the ids that their sessions are told with. */
  function runsById(): Map<string, { jobRun: JobRun; own: JobRun | Run }> {
    const byId = new Map<string, { jobRun: JobRun; own: JobRun | Run }>();
    life.count(world.jobRuns(vendor));
    for (const jobRun of world.jobRuns(vendor)) {
      const [one] = tell([jobRun]);
      if (!one) continue;
      const key = jobRunKey(vendor, one, hasDecimalIds());
      if (key !== null) byId.set(key, { jobRun, own: jobRun });
      for (const run of one.runs)
        byId.set(runKey(vendor, one, run, hasDecimalIds()), { jobRun, own: origins.get(run) ?? run });
    }
    return byId;
  }

  function found(byId: ReturnType<typeof runsById>, id: string) {
    const one = byId.get(id) ?? byId.get(id.slice(id.indexOf(":") + 1));
    if (!one) throw new Error(`The simulated ${vendor} tells of no session "${id}"`);
    return one;
  }

  function deviceNamed(name: string): Device {
    const device = whole.plan(vendor).devices.find((one) => one.name === name);
    if (!device) throw new Error(`The simulated ${vendor} has no device "${name}"`);
    return device;
  }

  const changes: Changes = {
    setUpAnew({ keepsHistory = false } = {}) {
      // Azure's machines and logs are asked for by the session's id alone: there one id cannot have two sessions.
      only("unitrends", ...(keepsHistory ? [] : (["veeam-azure"] as const)));
      if (vendor === "veeam-azure" && !hasDecimalIds())
        throw new Error("An Azure appliance that gives UUIDs does not count: serve v1, or decimal ids");
      life.begin(world.now(), world.jobRuns(vendor), keepsHistory);
      changed();
    },
    moveToUuids() {
      only("veeam-azure");
      onMoveToUuids();
      changed();
    },
    cutInventory(wanted) {
      only("nable");
      share = wanted;
      changed();
    },
    shuffleRows() {
      order += 1;
      changed();
    },
    repeatRows(every = 7) {
      repeatEvery = every;
      changed();
    },
    vanish(ids) {
      const byId = runsById();
      for (const one of ids.map((id) => found(byId, id))) gone.add(one.own);
      changed();
    },
    changeAfterEnd(id, facts) {
      const { own } = found(runsById(), id);
      if (own.endedAt > world.now()) throw new Error(`The session "${id}" has not ended yet`);
      patches.set(own, { ...patches.get(own), ...facts });
      changed();
    },
    renameDevice(name, to) {
      const device = deviceNamed(name);
      const before = earlierNames.get(device) ?? [];
      if (vendor === "veeam-enterprise-manager")
        earlierNames.set(device, [...before, { until: world.now(), name }]);
      device.name = to;
      changed();
    },
    moveDevice(name, client) {
      only("nable");
      const to = world.plan(vendor).clients.find((one) => one.name === client);
      if (!to) throw new Error(`The simulated ${vendor} has no client "${client}"`);
      deviceNamed(name).client = to;
      changed();
    },
    disableDevice(name) {
      only("nable");
      deviceNamed(name).isProtected = false;
      changed();
    },
    deleteDevice(name) {
      deletedAt.set(deviceNamed(name), world.now());
      changed();
    },
    lateBatch(lateMs) {
      late = { since: world.now(), lateMs };
      changed();
    },
  };
  return { told, changes };
}
