import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { Simulator } from "./simulator.ts";

export interface Served {
  url: string;
  port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** @param options `port` 0, the default, takes a free one; `tls` serves https with this certificate */
export function serveSimulator(
  simulator: Simulator,
  {
    port = 0,
    host = "127.0.0.1",
    tls,
  }: { port?: number; host?: string; tls?: { key: string; cert: string } } = {},
): Promise<Served> {
  const { key, cert } = tls ?? {};
  const overTls = tls === undefined ? {} : { createServer: createTlsServer, serverOptions: { key, cert } };
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: simulator.app.fetch, port, hostname: host, ...overTls });
    server.once("error", reject);
    server.once("listening", () => {
      const taken = (server.address() as AddressInfo).port;
      resolve({
        url: `${tls === undefined ? "http" : "https"}://${host}:${taken}`,
        port: taken,
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
  });
}

/** A source as the configuration file has it. */
export interface SourceEntry {
  id: string;
  vendor: Simulator["vendor"];
  name: string;
  url: string;
  apiKey?: string;
  username?: string;
  password?: string;
  timeZone?: string;
}

const SOURCES = {
  nable: { id: "rmm", name: "N-able RMM" },
  "veeam-azure": { id: "azure", name: "Veeam for Azure" },
  "veeam-enterprise-manager": { id: "vbem", name: "Veeam Enterprise Manager" },
  unitrends: { id: "ueb", name: "Unitrends" },
} as const;

/** What a configuration needs to read this simulator at `url`. */
export function simulatorSource(simulator: Simulator, url: string): SourceEntry {
  const { vendor, credentials, timeZone } = simulator;
  const hasLocalTimes = vendor === "unitrends" || vendor === "veeam-enterprise-manager";
  return {
    ...SOURCES[vendor],
    vendor,
    url,
    ...credentials,
    ...(hasLocalTimes && { timeZone }),
  };
}

/** The `clients` of a configuration: one customer across the four sources that `simulatorSource` names. */
export function simulatedClients(world: Simulator["world"]) {
  return world
    .plan("nable")
    .clients.filter((client) => client.slug !== "archiv")
    .map(({ id, slug, name, code }) => ({
      id: slug,
      name,
      match: [
        { source: SOURCES.nable.id, client: String(id) },
        { source: SOURCES["veeam-azure"].id, policy: `${code}-*` },
        { source: SOURCES["veeam-enterprise-manager"].id, policy: `${code} *` },
        // The appliance stands at one customer's.
        ...(world.plan("unitrends").clients.some((its) => its.id === id)
          ? [{ source: SOURCES.unitrends.id }]
          : []),
      ],
    }));
}
