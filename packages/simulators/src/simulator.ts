import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Session, Vendor } from "@lastgood/normalize";
import { Hono } from "hono";
import { answerWith, createFaults, type Fault } from "./faults.ts";
import { createNableApp, type NableOptions } from "./nable/app.ts";
import type { Changes } from "./told/changes.ts";
import { createToldVendor, type ToldVendor } from "./told/told-vendor.ts";
import { createUnitrendsApp, type UnitrendsOptions } from "./unitrends/app.ts";
import { type AzureOptions, createAzureApp, hasDecimalIds } from "./veeam-azure/app.ts";
import { type AzureInventory, createAzureInventory } from "./veeam-azure/inventory.ts";
import {
  createEnterpriseManagerApp,
  type EnterpriseManagerOptions,
  queryServiceOf,
} from "./veeam-enterprise-manager/app.ts";
import { type Telling, toldSessions } from "./world/told-sessions.ts";
import type { World } from "./world/world.ts";
import { createZone } from "./world/zone.ts";

export type Credentials = { apiKey: string } | { username: string; password: string };

/** Those of other vendors are ignored. */
export interface SimulatorOptions {
  /**
   * How far the vendor's clock is ahead of the world's: all that it tells and compares with is by its own clock, the
   * `Date` of its replies included. Default 0.
   */
  clockOffsetMs?: number;
  /** Unitrends and Enterprise Manager, which tell local times: where their clocks hang. Default as in the world. */
  timeZone?: string;
  nable?: NableOptions;
  /** In place of the usual ones. */
  credentials?: Credentials;
  azure?: AzureOptions;
  enterpriseManager?: EnterpriseManagerOptions;
  unitrends?: UnitrendsOptions;
}

export interface Simulator extends Changes {
  vendor: Vendor;
  world: World;
  app: Hono;
  credentials: Credentials;
  /** Of its wall clock. */
  timeZone: string;
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
  /** Of an Azure appliance: what it lists, to be changed; it does nothing at other vendors. */
  azure: AzureInventory;
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
  const azure = { ...options.azure };
  const { clockOffsetMs = 0, timeZone } = options;
  const { told, changes } = createToldVendor(world, vendor, {
    clockOffsetMs,
    lagMs: vendor === "veeam-enterprise-manager" ? (options.enterpriseManager?.collectedAgoMs ?? 0) : 0,
    zone: timeZone === undefined ? world.zone : createZone(timeZone),
    hasDecimalIds: () => hasDecimalIds(azure),
    onMoveToUuids() {
      delete azure.versions;
      delete azure.decimalIds;
    },
  });
  const inventory = createAzureInventory(told);
  const inner = createVendorApp(vendor, told, credentials, { ...options, azure }, inventory);
  const app = new Hono();

  app.all("*", async (c) => {
    const call = `${c.req.method} ${withoutSecrets(c.req.url)}`;
    log.push(call);
    if (!PERMITTED[vendor].test(call)) forbidden.push(call);
    const usual = async () => inner.fetch(c.req.raw, c.env);
    const fault = faults.striking(c);
    const response = await (fault ? answerWith(fault, c, usual) : usual());
    // Else the server would tell the machine's own.
    if (response !== RESPONSE_ALREADY_SENT)
      response.headers.set("Date", new Date(world.now() + clockOffsetMs).toUTCString());
    return response;
  });

  const telling = (): Telling => ({
    azureInventory: inventory,
    azureDecimalIds: hasDecimalIds(azure),
    unitrendsDialect: options.unitrends?.dialect ?? "10",
    unitrendsJobHistory: options.unitrends?.hasJobHistory ?? true,
    enterpriseManager: {
      listsOnly: queryServiceOf(options.enterpriseManager ?? {}) !== true,
      references: options.enterpriseManager?.tellsEntities === false,
    },
  });
  return {
    vendor,
    world,
    app,
    credentials,
    requests: () => log.length,
    requestLog: () => log,
    forbidden: () => forbidden,
    timeZone: told.zone.timeZone,
    setFault: faults.set,
    sessions(sourceId) {
      const sessions = toldSessions(told.whole, vendor, sourceId, telling());
      const seen = vendor === "nable" ? options.nable?.seesClients : undefined;
      return seen === undefined
        ? sessions
        : sessions.filter(({ client }) => seen.some((id) => client?.id === `${sourceId}:${id}`));
    },
    ...changes,
    azure: inventory,
  };
}

function usualCredentials(vendor: Vendor): Credentials {
  return vendor === "nable" ? { apiKey: NABLE_KEY } : { ...PASSWORDS[vendor] };
}

function createVendorApp(
  vendor: Vendor,
  world: ToldVendor,
  credentials: Credentials,
  options: SimulatorOptions,
  inventory: AzureInventory,
): Hono {
  if ("apiKey" in credentials) return createNableApp(world, { ...options.nable, ...credentials });
  if (vendor === "veeam-azure") return createAzureApp(world, credentials, options.azure, inventory);
  if (vendor === "unitrends") return createUnitrendsApp(world, credentials, options.unitrends);
  return createEnterpriseManagerApp(world, credentials, options.enterpriseManager);
}

function withoutSecrets(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search.replace(/(apikey=)[^&]*/i, "$1…");
}
