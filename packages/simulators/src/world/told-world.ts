import type { Vendor } from "@lastgood/normalize";
import type { Device, JobRun, Plan } from "./model.ts";
import type { Zone } from "./zone.ts";

/** What a vendor's replies are made from: a world, or what one installation tells of it by its own clock. */
export interface ToldWorld {
  readonly now: () => number;
  /** Where the installation's wall clock hangs. */
  readonly zone: Zone;
  readonly unitrendsSystems: number;
  plan(vendor: Vendor): Plan;
  jobRuns(vendor: Vendor): readonly JobRun[];
  jobRunsOf(device: Device): readonly JobRun[];
}
