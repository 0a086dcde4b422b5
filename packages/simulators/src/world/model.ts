import type { DeviceKind, Kind, Level, Status, Vendor } from "@lastgood/normalize";

/** A customer of the invented provider. `code` begins the names of its policies and jobs at vendors that know no clients. */
export interface Client {
  id: number;
  slug: string;
  name: string;
  code: string;
  place: string;
  site: { id: number; name: string };
}

export interface Device {
  id: number;
  name: string;
  kind: DeviceKind | null;
  client: Client;
  /** Whether backup is switched on for it: inventories also tell of others. */
  isProtected: boolean;
}

/** What goes wrong by design around the anchor. `last` means the last run that ended before it. */
export type Trouble =
  | "failed-last-three"
  | "failed-last"
  | "warned-last"
  | "nothing-transferred-last"
  | "failed-last-then-retried"
  | "silent-since-two"
  | "never-ran"
  | "protects-nothing"
  | "running-now"
  | "unknown-word-once";

/** One device within one job: what a session of a device tells of. */
export interface Item {
  vendor: Vendor;
  key: string;
  hash: number;
  device: Device;
  /** N-able's plugin, Azure's resource type, Unitrends' application; null at Enterprise Manager. */
  workload: string | null;
  baseBytes: number;
  /** Usual length of a run. */
  minutes: number;
  changeRate: number;
  trouble: Trouble | null;
}

/** What starts by itself at a given time: N-able's batch of a device, Veeam's policy or job, a Unitrends job. */
export interface Job {
  vendor: Vendor;
  key: string;
  hash: number;
  name: string;
  kind: Kind;
  /** The vendor's word for sessions of this job; at Unitrends of those that are neither Full nor Incremental. */
  type: string;
  minuteOfDay: number;
  jitterMinutes: number;
  days: "daily" | "weekdays" | "weekly" | "rare";
  /** Whether items run one after another; otherwise side by side. */
  inTurn: boolean;
  /** Full on Saturdays, incremental otherwise; else levels are not told. */
  weeklyFull: boolean;
  items: Item[];
  trouble: Trouble | null;
  /** The first of the numbers that this job's sessions take each night. */
  slot: number;
  /** Unitrends: the system that runs it. */
  system: number;
}

/** How a run ends; until then it is running. */
export type RunStatus = Exclude<Status, "running">;

export interface Figures {
  selectedBytes: number;
  processedBytes: number;
  transferredBytes: number;
  changedBytes: number;
  selectedItems: number;
  processedItems: number;
  removedItems: number;
  changedItems: number;
  errorCount: number;
}

/** One item's part in one run of its job. */
export interface Run extends Figures {
  item: Item;
  number: number;
  startedAt: number;
  /** When it ends, or will. */
  endedAt: number;
  status: RunStatus;
  /** A status word of its own in place of the vendor's usual one. */
  word: string | null;
  level: Level | null;
  message: string | null;
}

/** One run of a job. Its numbers are unique within its vendor (at Unitrends: within its system). */
export interface JobRun {
  job: Job;
  number: number;
  /** What UUIDs are made from. */
  identity: readonly [number, number, number];
  startedAt: number;
  endedAt: number;
  status: RunStatus;
  isRetry: boolean;
  runs: Run[];
}

/** What one vendor protects, and who runs it. `devices` has those without backup too. */
export interface Plan {
  clients: Client[];
  devices: Device[];
  jobs: Job[];
}
