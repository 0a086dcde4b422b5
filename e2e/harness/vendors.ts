import {
  createSimulator,
  createWorld,
  type DeviceCounts,
  type Served,
  type Simulator,
  type SimulatorOptions,
  type SourceEntry,
  serveSimulator,
  simulatedClients,
  simulatorSource,
  type World,
} from "@lastgood/simulators";

export type Vendor = Simulator["vendor"];
export type Session = ReturnType<Simulator["sessions"]>[number];

export const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;

export interface Vendors {
  world: World;
  simulators: Record<Vendor, Simulator>;
  /** The entries of `sources` in lastgood.yaml. */
  sources: Record<Vendor, SourceEntry>;
  clients: ReturnType<typeof simulatedClients>;
  /** Its server goes away, open connections with it. */
  darken(vendor: Vendor): Promise<void>;
  /** It answers again, where it did before. */
  relight(vendor: Vendor): Promise<void>;
  close(): Promise<void>;
}

/** Four vendors over one world, each on a free port of 127.0.0.1. */
export async function serveVendors(setting: {
  days: number;
  devices: DeviceCounts;
  now: () => number;
  simulated?: SimulatorOptions;
}): Promise<Vendors> {
  const world = createWorld(setting);
  const simulators = record((vendor) => createSimulator(vendor, world, setting.simulated));
  const served = new Map<Vendor, Served>();
  for (const vendor of VENDORS) served.set(vendor, await serveSimulator(simulators[vendor]));
  const urls = record((vendor) => (served.get(vendor) as Served).url);
  return {
    world,
    simulators,
    sources: record((vendor) => simulatorSource(simulators[vendor], urls[vendor])),
    clients: simulatedClients(world),
    async darken(vendor) {
      await served.get(vendor)?.close();
      served.delete(vendor);
    },
    async relight(vendor) {
      const port = Number(new URL(urls[vendor]).port);
      served.set(vendor, await serveSimulator(simulators[vendor], { port }));
    },
    async close() {
      await Promise.all([...served.values()].map((one) => one.close()));
    },
  };
}

function record<T>(of: (vendor: Vendor) => T): Record<Vendor, T> {
  return Object.fromEntries(VENDORS.map((vendor) => [vendor, of(vendor)])) as Record<Vendor, T>;
}
