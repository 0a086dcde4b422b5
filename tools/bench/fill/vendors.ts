// The simulated vendors of a fill, in a process of their own, so that their work and memory are not the program's.
import {
  createSimulator,
  createWorld,
  type DeviceCounts,
  type Simulator,
  type SourceEntry,
  serveSimulator,
  simulatorSource,
} from "../../../packages/simulators/src/index.ts";

export type Vendor = Simulator["vendor"];

/** What is to be simulated: one installation a vendor, of that many devices. */
export interface Installation {
  vendor: Vendor;
  devices: number;
  days: number;
}

export interface Installed {
  source: SourceEntry;
  /** What the installation tells, counted as Lastgood counts: a policy's run and each machine's part of it. */
  sessions: number;
  leastRequests: number;
}

const NONE: DeviceCounts = { nable: 0, azure: 0, enterpriseManager: 0, unitrends: 0 };
const COUNT_OF: Record<Vendor, keyof DeviceCounts> = {
  nable: "nable",
  "veeam-azure": "azure",
  "veeam-enterprise-manager": "enterpriseManager",
  unitrends: "unitrends",
};
/** As many rows a page, or hours a window, as the clients ask for. */
const ROWS_A_PAGE = 500;
const HOURS_A_WINDOW = 72;

const pages = (rows: number) => Math.max(1, Math.ceil(rows / ROWS_A_PAGE));

/** Calls without which something would stay unread, each thing asked for once. */
function leastRequests({ vendor, world }: Simulator, days: number): number {
  const runs = world.jobRuns(vendor);
  if (vendor === "nable") {
    const { clients, devices } = world.plan(vendor);
    const used = clients.filter((client) => devices.some((device) => device.client === client));
    return 1 + 2 * used.length + devices.filter((device) => device.isProtected).length;
  }
  if (vendor === "veeam-azure") {
    const ofPolicies = runs.filter(({ job }) => job.kind === "backup" || job.kind === "snapshot");
    const withLog = runs.filter(({ status }) => status === "failed" || status === "warning");
    return 2 + pages(runs.length) + ofPolicies.length + withLog.length;
  }
  if (vendor === "unitrends") return 3 + Math.ceil((days * 24) / HOURS_A_WINDOW);
  const machines = runs.reduce((sum, run) => sum + run.runs.length, 0);
  return 2 + pages(runs.length) + 2 * pages(machines);
}

const at = Date.now();
const simulators: Simulator[] = [];
const installed: Installed[] = [];
for (const { vendor, devices, days } of JSON.parse(process.argv[2] ?? "[]") as Installation[]) {
  const world = createWorld({ now: () => at, days, devices: { ...NONE, [COUNT_OF[vendor]]: devices } });
  const simulator = createSimulator(vendor, world);
  const { url } = await serveSimulator(simulator);
  const source = simulatorSource(simulator, url);
  const sessions = simulator.sessions(source.id).length;
  simulators.push(simulator);
  installed.push({ source, sessions, leastRequests: leastRequests(simulator, days) });
}
process.send?.(installed);
process.on("message", () => process.send?.(simulators.map((simulator) => simulator.requests())));
