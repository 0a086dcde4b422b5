import type { Session, Vendor } from "@lastgood/normalize";
import type { Simulator } from "./simulator.ts";

export interface NamedEvent {
  does: string;
  /** Null where all know it. */
  vendors: readonly Vendor[] | null;
  happen(simulator: Simulator): void;
}

const HOUR_MS = 3_600_000;

/** Every change that can be asked for by name. What is meant by the newest, or by a device, is looked up when it happens. */
export const NAMED_EVENTS = {
  "set-up-anew": {
    does: "ids count from 1 again, and the history is gone; Azure: only with decimal ids",
    vendors: ["veeam-azure", "unitrends"],
    happen: (simulator) => simulator.setUpAnew(),
  },
  "set-up-anew-with-history": {
    does: "ids count from 1 again, and the history is still told, under the ids that it had",
    vendors: ["unitrends"],
    happen: (simulator) => simulator.setUpAnew({ keepsHistory: true }),
  },
  "move-to-uuids": {
    does: "an upgrade from v1: the same sessions have UUIDs, and v8.1, v8, v7 and v6 are served",
    vendors: ["veeam-azure"],
    happen: (simulator) => simulator.moveToUuids(),
  },
  "cut-inventory": {
    does: "lists name a tenth of the devices",
    vendors: ["nable"],
    happen: (simulator) => simulator.cutInventory(0.1),
  },
  "whole-inventory": {
    does: "lists name all devices again",
    vendors: ["nable"],
    happen: (simulator) => simulator.cutInventory(1),
  },
  "shuffle-rows": {
    does: "rows stand in no order",
    vendors: null,
    happen: (simulator) => simulator.shuffleRows(),
  },
  "repeat-rows": {
    does: "every seventh run stands there twice",
    vendors: null,
    happen: (simulator) => simulator.repeatRows(),
  },
  vanish: {
    does: "the ten newest runs that had ended are told no more",
    vendors: null,
    happen: (simulator) =>
      simulator.vanish(endedOf(simulator, ({ parentId }) => parentId === null).slice(-10)),
  },
  "change-after-end": {
    does: "the newest run that had ended well has failed after all",
    vendors: null,
    happen(simulator) {
      const id = endedOf(simulator, (one) => one.device !== null && one.status === "success").at(-1) ?? "";
      simulator.changeAfterEnd(id, { status: "failed", message: "Found to be unusable afterwards" });
    },
  },
  "rename-device": {
    does: "the first device is called renamed-01",
    vendors: null,
    happen: (simulator) => simulator.renameDevice(firstDevice(simulator), "renamed-01"),
  },
  "move-device": {
    does: "the first device belongs to the last client that has devices",
    vendors: ["nable"],
    happen(simulator) {
      const { devices } = simulator.world.plan("nable");
      const clients = [...new Set(devices.map(({ client }) => client))].sort((a, b) => a.id - b.id);
      simulator.moveDevice(firstDevice(simulator), clients.at(-1)?.name ?? "");
    },
  },
  "disable-device": {
    does: "backup is switched off on the first device (mob 0), and its history is gone",
    vendors: ["nable"],
    happen: (simulator) => simulator.disableDevice(firstDevice(simulator)),
  },
  "delete-device": {
    does: "the first device is no more; N-able: nor is its history",
    vendors: null,
    happen: (simulator) => simulator.deleteDevice(firstDevice(simulator)),
  },
  "late-batches": {
    does: "what begins from now on (N-able: ends) is told 6 hours after its end",
    vendors: null,
    happen: (simulator) => simulator.lateBatch(6 * HOUR_MS),
  },
  failure: {
    does: "a run of the first device fails now",
    vendors: null,
    happen(simulator) {
      const { vendor, world } = simulator;
      const name = firstDevice(simulator);
      const item = world.items(vendor).find(({ device }) => device === name)?.key ?? "";
      world.addSession(vendor, { item, status: "failed" });
    },
  },
} as const satisfies Record<string, NamedEvent>;

/** Those meant of the sessions that have ended, the newest last. */
function endedOf(simulator: Simulator, isMeant: (session: Session) => boolean): string[] {
  return simulator
    .sessions("any")
    .filter((one) => one.endedAt !== null && isMeant(one))
    .sort((a, b) => ((a.endedAt ?? "") < (b.endedAt ?? "") ? -1 : 1))
    .map(({ id }) => id);
}

/** The first that has sessions. */
function firstDevice(simulator: Simulator): string {
  const name = simulator.sessions("any").find(({ device }) => device !== null)?.device?.name;
  if (!name) throw new Error(`The simulated ${simulator.vendor} tells of no device`);
  return name;
}
