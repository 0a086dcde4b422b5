import type { Session, Vendor } from "@lastgood/normalize";
import { Hono } from "hono";
import { answerWith, createFaults, type Fault } from "./faults.ts";
import { createNableApp } from "./nable/app.ts";
import { createUnitrendsApp, type UnitrendsOptions } from "./unitrends/app.ts";
import { type AzureOptions, createAzureApp } from "./veeam-azure/app.ts";
import { createEnterpriseManagerApp, type EnterpriseManagerOptions } from "./veeam-enterprise-manager/app.ts";
import type { Telling, World } from "./world/world.ts";

export type Credentials = { apiKey: string } | { username: string; password: string };

/** Each vendor's own; those of other vendors are ignored. */
export interface SimulatorOptions {
  /** In place of the usual ones. */
  credentials?: Credentials;
  azure?: AzureOptions;
  enterpriseManager?: EnterpriseManagerOptions;
  unitrends?: UnitrendsOptions;
}

export interface Simulator {
  vendor: Vendor;
  world: World;
  app: Hono;
  credentials: Credentials;
  /** Calls so far. */
  requests(): number;
  /** `GET /path?query`, oldest first, without secrets. */
  requestLog(): readonly string[];
  /** Calls that a viewer of backups must never send: it changes nothing at a vendor. They are answered all the same. */
  forbidden(): readonly string[];
  /** One at a time; null ends it. */
  setFault(fault: Fault | null): void;
  /** What a source with this id would hold after reading all that this simulator tells now. */
  sessions(sourceId: string): Session[];
}

export const NABLE_KEY = "0123456789abcdef0123456789abcdef";
const PASSWORDS = {
  "veeam-azure": { username: "svc-monitor", password: "azure-pass" },
  "veeam-enterprise-manager": { username: "DOM\\svc-monitor", password: "vbem-pass" },
  unitrends: { username: "monitor", password: "ueb-pass" },
} as const;

/** Requests that log on, log off or read, by vendor. */
const PERMITTED: Record<Vendor, RegExp> = {
  nable: /^GET /,
  "veeam-azure": /^GET |^(POST|DELETE) \/api\/oauth2\/token$|^POST \/api\/v[\d.]+\/jobSessions\/export$/,
  "veeam-enterprise-manager": /^GET |^POST \/api\/sessionMngr\/(\?|$)|^DELETE \/api\/logonSessions\/[^/]+$/,
  unitrends:
    /^POST \/api\/(login|logout)$|^POST \/api\/backups\/?(\?((sid|lang)=[^&]*&?)+)?$|^GET \/api\/(systems|jobs\/history|catalog)\/?(\?|$)/,
};

/** One vendor's API over a world. Its app serves by `fetch`, `app.request()`, or over HTTP by `serveSimulator`. */
export function createSimulator(vendor: Vendor, world: World, options: SimulatorOptions = {}): Simulator {
  const faults = createFaults();
  const log: string[] = [];
  const forbidden: string[] = [];
  const credentials = options.credentials ?? usualCredentials(vendor);
  const inner = createVendorApp(vendor, world, credentials, options);
  const app = new Hono();

  app.all("*", async (c) => {
    const call = `${c.req.method} ${withoutSecrets(c.req.url)}`;
    log.push(call);
    if (!PERMITTED[vendor].test(call)) forbidden.push(call);
    const usual = async () => inner.fetch(c.req.raw, c.env);
    const fault = faults.striking(c);
    return fault ? answerWith(fault, c, usual) : usual();
  });

  const telling: Telling = {
    azureDecimalIds: options.azure?.versions?.join() === "v1",
    unitrendsDialect: options.unitrends?.dialect ?? "10",
  };
  return {
    vendor,
    world,
    app,
    credentials,
    requests: () => log.length,
    requestLog: () => log,
    forbidden: () => forbidden,
    setFault: faults.set,
    sessions: (sourceId) => world.sessions(vendor, sourceId, telling),
  };
}

function usualCredentials(vendor: Vendor): Credentials {
  return vendor === "nable" ? { apiKey: NABLE_KEY } : { ...PASSWORDS[vendor] };
}

function createVendorApp(vendor: Vendor, world: World, credentials: Credentials, options: SimulatorOptions) {
  if ("apiKey" in credentials) return createNableApp(world, credentials);
  if (vendor === "veeam-azure") return createAzureApp(world, credentials, options.azure);
  if (vendor === "unitrends") return createUnitrendsApp(world, credentials, options.unitrends);
  return createEnterpriseManagerApp(world, credentials, options.enterpriseManager);
}

function withoutSecrets(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search.replace(/(apikey=)[^&]*/i, "$1…");
}
