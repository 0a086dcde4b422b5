import { rmSync } from "node:fs";
import { VENDORS } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  type Served,
  serveSimulator,
  simulatedClients,
  simulatorSource,
} from "@lastgood/simulators";
import type { ClientMatch, Config, SourceConfig } from "./config-types.ts";
import { Secret } from "./secret.ts";

const EVERY_MS = 20_000;
const ANY: ClientMatch = { source: null, client: null, site: null, device: null, policy: null };

/**
 * The one door to the simulators: four of them on free loopback ports, and the configuration that reads them. The
 * invented world begins anew at each start, and so does its store.
 */
export async function startDemo(
  config: Config,
  storeFile: string,
  now: () => number,
): Promise<{ config: Config; stop(): Promise<void> }> {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(storeFile + suffix, { force: true });
  const world = createWorld({ now });
  const served: Served[] = [];
  const sources: SourceConfig[] = [];
  for (const vendor of VENDORS) {
    const simulator = createSimulator(vendor, world);
    const running = await serveSimulator(simulator);
    served.push(running);
    const entry = simulatorSource(simulator, running.url);
    sources.push({
      id: entry.id,
      vendor,
      name: entry.name,
      url: entry.url,
      everyMs: EVERY_MS,
      spacingMs: 0,
      enabled: true,
      apiKey: entry.apiKey === undefined ? null : new Secret(entry.apiKey),
      username: entry.username ?? null,
      password: entry.password === undefined ? null : new Secret(entry.password),
      apiVersion: null,
      timeZone: entry.timeZone ?? null,
      client: null,
      tls: { ca: null, fingerprint256: null, insecure: false },
    });
  }
  const clients = simulatedClients(world).map((rule) => ({
    ...rule,
    match: rule.match.map((match): ClientMatch => ({ ...ANY, ...match })),
  }));
  return {
    config: { ...config, sources, clients },
    async stop() {
      await Promise.all(served.map((one) => one.close()));
    },
  };
}
