import type { Vendor } from "@lastgood/normalize";
import type { Client, Device, Item, Job, Plan } from "./model.ts";
import { draw, hashText } from "./random.ts";

const GIB = 1024 ** 3;

type JobFacts = Pick<Job, "key" | "name" | "type" | "minuteOfDay"> &
  Partial<Omit<Job, "vendor" | "hash" | "slot">>;
type ItemFacts = Pick<Item, "workload"> & Partial<Item>;

/** Collects one vendor's clients, devices and jobs, and gives out ids, sizes and times of day. */
export function createPlanner(vendor: Vendor, seed: number) {
  const plan: Plan = { clients: [], devices: [], jobs: [] };
  const named = new Map<string, number>();
  const slots = new Map<number, number>();

  function device(role: string, kind: Device["kind"], client: Client, isProtected = true): Device {
    const count = (named.get(role) ?? 0) + 1;
    named.set(role, count);
    const number = String(count).padStart(2, "0");
    // Names are unique, so every second role does without the place.
    const name = hashText(role) % 2 ? `${role}-${client.place}-${number}` : `${role}-${number}`;
    const made = { id: 9001 + plan.devices.length, name, kind, client, isProtected };
    plan.devices.push(made);
    if (!plan.clients.includes(client)) plan.clients.push(client);
    return made;
  }

  function item(of: Device, facts: ItemFacts, key = `${of.name}/${facts.workload ?? "machine"}`): Item {
    const hash = hashText(`${seed}/${vendor}/${key}`);
    const baseBytes = Math.round(GIB * 2 ** (draw(hash, 1) * 7));
    return {
      vendor,
      key,
      hash,
      device: of,
      baseBytes,
      minutes: 4 + Math.round(draw(hash, 2) * 30),
      changeRate: 0.004 + draw(hash, 3) * 0.03,
      trouble: null,
      ...facts,
    };
  }

  function job(facts: JobFacts): Job {
    const system = facts.system ?? 1;
    const slot = slots.get(system) ?? 1;
    const made: Job = {
      vendor,
      hash: hashText(`${seed}/${vendor}/${facts.key}`),
      kind: "backup",
      jitterMinutes: 6,
      days: "daily",
      inTurn: false,
      weeklyFull: false,
      items: [],
      trouble: null,
      slot,
      ...facts,
      system,
    };
    // One for the job itself and one an item, each three times: a night, its retry, and one by hand.
    slots.set(system, slot + 3 * (1 + made.items.length));
    plan.jobs.push(made);
    return made;
  }

  /** Between 20:00 and 04:00, on a five-minute mark; minutes past midnight belong to the next date. */
  function nightly(key: string): number {
    return 20 * 60 + 5 * Math.floor(draw(hashText(`${seed}/${key}/time`)) * 96);
  }

  return { plan, device, item, job, nightly };
}
