import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceCounts } from "@lastgood/simulators";
import { test as base, expect } from "@playwright/test";
import { Api, type Source } from "./api.ts";
import { type Program, startProgram } from "./program.ts";
import { serveVendors, VENDORS, type Vendor, type Vendors } from "./vendors.ts";

export interface Lastgood extends Vendors {
  url: string;
  api: Api;
  /** Stops the program and starts it again, same address, same store. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface Setting {
  days: number;
  devices: DeviceCounts;
  /** How often a source is read; the others are read once, so that what a journey sees stands still. */
  every: Partial<Record<Vendor, string>>;
  /** Whether the configuration knows the customers; else they are as each vendor tells them. */
  clients: boolean;
  /** Whether the vendors' time passes; else it stands at the beginning, and what was read stays all there is. */
  live: boolean;
}

const USUAL: Setting = {
  days: 40,
  devices: { nable: 21, azure: 12, enterpriseManager: 7, unitrends: 10 },
  every: {},
  clients: true,
  live: false,
};

/** The real program, already filled, over four vendors of its own and a store of its own; for one test each. */
export const test = base.extend<{ setting: Partial<Setting>; lastgood: Lastgood }>({
  setting: [{}, { option: true }],
  lastgood: async ({ setting: given }, use) => {
    const setting = { ...USUAL, ...given };
    const begin = Date.now();
    const vendors = await serveVendors({ ...setting, now: setting.live ? Date.now : () => begin });
    const folder = await mkdtemp(join(tmpdir(), "lastgood-e2e-"));
    let program: Program | undefined;
    try {
      // JSON is YAML, too.
      await writeFile(join(folder, "lastgood.yaml"), JSON.stringify(configOf(vendors, setting)), {
        mode: 0o600,
      });
      program = await startProgram(folder, "127.0.0.1:0");
      const { url } = program;
      const api = new Api(url);
      await filled(api);
      await use({
        ...vendors,
        url,
        api,
        async restart() {
          await program?.stop();
          program = await startProgram(folder, new URL(url).host);
        },
        stop: async () => program?.stop(),
      });
    } finally {
      await program?.stop();
      await vendors.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  baseURL: async ({ lastgood }, use) => use(lastgood.url),
});

function configOf({ sources, clients }: Vendors, setting: Setting) {
  return {
    server: { timeZone: "Europe/Berlin" },
    sources: VENDORS.map((vendor) => ({ ...sources[vendor], every: setting.every[vendor] ?? "1h" })),
    ...(setting.clients ? { clients } : {}),
  };
}

/** Until every source was read in whole; fails with what the sources say. */
export async function filled(api: Api): Promise<void> {
  await expect
    .poll(
      async () =>
        (await api.all<Source>("/api/sources")).map(({ id, state, error }) => ({ id, state, error })),
      {
        timeout: 40_000,
        intervals: [100],
      },
    )
    .toEqual(VENDORS.map(() => expect.objectContaining({ state: "ok" })));
}

export { expect } from "@playwright/test";
