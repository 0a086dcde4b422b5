import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api, type Source } from "./harness/api.ts";
import { type Program, startProgram } from "./harness/program.ts";
import { serveVendors, VENDORS, type Vendor, type Vendors } from "./harness/vendors.ts";
import { takeAll } from "./screens.ts";

/** Two thousand; of Azure's few, whose runs are asked for one by one. */
const DEVICES = { nable: 1_800, azure: 40, enterpriseManager: 80, unitrends: 80 };
const DAYS = 32;
const PETABYTE = 1_125_899_906_842_624;
const PATIENCE_MS = 540_000;
const DARK: Vendor = "unitrends";

/** In turn for every third device, and for those that are in trouble. */
const NAMES = [
  (name: string) =>
    `${name}-${"replicated-archive-node-of-the-northern-branch-office-".repeat(3)}`.slice(0, 120),
  (name: string) => `خادم-النسخ-الاحتياطي-${name}`,
  (name: string) => `שרת גיבוי ${name}`,
  (name: string) => `${name}<b>&amp;"'</b>`,
  (name: string) => `備份伺服器第三機房${name}`,
];

/**
 * Pictures of every page, as `takeScreens` takes them, over data that is hard to show: 2,000 devices, a source gone dark, names of
 * 120 characters and right-to-left ones, nothing transferred, and petabytes.
 */
export async function takeStress(
  folder: string,
  browserPath: string,
  tell: (file: string) => void,
): Promise<void> {
  const begin = Date.now();
  const vendors = await serveVendors({
    days: DAYS,
    devices: DEVICES,
    now: () => begin,
    simulated: { nable: { encoding: "UTF-8" } },
  });
  strain(vendors);
  const home = await mkdtemp(join(tmpdir(), "lastgood-stress-"));
  let program: Program | undefined;
  try {
    const sources = VENDORS.map((vendor) => ({
      ...vendors.sources[vendor],
      every: vendor === DARK ? "10s" : "1h",
    }));
    const config = { server: { timeZone: "Europe/Berlin" }, sources, clients: vendors.clients };
    await writeFile(join(home, "lastgood.yaml"), JSON.stringify(config), { mode: 0o600 });
    program = await startProgram(home, "127.0.0.1:0");
    const api = new Api(program.url);
    await until(api, (all) => all.every(({ lastGoodPollAt }) => lastGoodPollAt !== null));
    await vendors.darken(DARK);
    await until(api, (all) => all.some(({ vendor, error }) => vendor === DARK && error !== null));
    await takeAll(program.url, folder, browserPath, tell);
  } finally {
    await program?.stop();
    await vendors.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Names and sizes, before anything of them is told. */
function strain({ world }: Vendors): void {
  for (const vendor of VENDORS) {
    const { devices, jobs } = world.plan(vendor);
    const troubled = new Set(
      jobs.flatMap(({ items, trouble }) =>
        items.filter((item) => item.trouble ?? trouble).map(({ device }) => device),
      ),
    );
    devices
      .filter((device, index) => index % 3 === 0 || troubled.has(device))
      .forEach((device, index) => {
        device.name = NAMES[index % NAMES.length]?.(device.name) ?? device.name;
      });
    jobs.forEach((job, index) => {
      for (const item of job.items)
        if (index % 7 === 1) item.baseBytes = 0;
        else if (index % 7 === 3) item.baseBytes = 3 * PETABYTE;
    });
  }
}

async function until(api: Api, isSo: (sources: Source[]) => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    if (isSo(await api.all<Source>("/api/sources"))) return;
    if (Date.now() > end) throw new Error("The sources were not read in time");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
