import type { Vendor } from "@lastgood/normalize";
import type { SimulatorOptions } from "@lastgood/simulators";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One call to a vendor, and what it takes for a poll to make it. */
export interface VendorCall {
  vendor: Vendor;
  name: string;
  /** Its path and query. */
  at: RegExp;
  simulator?: SimulatorOptions;
  /** Between polls; default 16 minutes, after which logons of Enterprise Manager have ended. */
  stepMs?: number;
  /** Whether the program is started anew before the poll: what it makes only then. */
  restarts?: true;
  /** Whether a poll makes it several times. */
  repeats?: true;
  /** Whether only a source that was never read makes it: then there is no good poll before. */
  onFirstPoll?: true;
}

/** Inventories are kept for hours. */
const NABLE_INVENTORY = { vendor: "nable", stepMs: 7 * HOUR } as const;
const AZURE = { vendor: "veeam-azure" } as const;
const AZURE_LISTS = { ...AZURE, stepMs: 7 * HOUR } as const;
const EM = { vendor: "veeam-enterprise-manager" } as const;
const EM_LISTS = { ...EM, simulator: { enterpriseManager: { queryService: 404 } } } as const;
const EM_REFERENCES = {
  ...EM,
  simulator: { enterpriseManager: { queryService: 404, listsEntities: false } },
} as const;

export const VENDOR_CALLS: readonly VendorCall[] = [
  { ...NABLE_INVENTORY, name: "list_clients", at: /service=list_clients/ },
  { ...NABLE_INVENTORY, name: "list_devices_at_client", at: /service=list_devices_at_client/, repeats: true },
  { vendor: "nable", name: "list_mob_sessions", at: /service=list_mob_sessions/, repeats: true },
  { ...AZURE, name: "token by password", at: /oauth2\/token/, restarts: true },
  {
    ...AZURE,
    name: "token by refresh",
    at: /oauth2\/token/,
    simulator: { azure: { tokenLifetimeSeconds: 600 } },
  },
  { ...AZURE, name: "system/about", at: /system\/about/, restarts: true },
  { ...AZURE, name: "jobSessions", at: /jobSessions\?/ },
  { ...AZURE, name: "protectedItems", at: /\/protectedItems/, repeats: true },
  { ...AZURE, name: "log", at: /\/log$/ },
  { ...AZURE_LISTS, name: "lists of policies", at: /\/polic(ies|y)\//, repeats: true },
  { ...AZURE_LISTS, name: "lists of protected items", at: /\/protectedItem\//, repeats: true },
  {
    ...AZURE,
    name: "export",
    at: /\/export$/,
    simulator: { azure: { versions: ["v1"] } },
    onFirstPoll: true,
  },
  { ...EM, name: "sessionMngr", at: /sessionMngr/ },
  { ...EM, name: "query of sessions", at: /type=BackupJobSession/, repeats: true },
  { ...EM, name: "query of tasks", at: /type=BackupTaskSession/ },
  { ...EM_LISTS, name: "agents/backupSessions", at: /agents\/backupSessions/ },
  { ...EM_REFERENCES, name: "backupSessions/{id}", at: /api\/backupSessions\/[^/]+\?/, repeats: true },
  { ...EM_LISTS, name: "taskSessions", at: /\/taskSessions/, repeats: true },
  { ...EM, name: "systemSessions", at: /systemSessions/ },
  {
    vendor: "unitrends",
    name: "login",
    at: /\/login$/,
    simulator: { unitrends: { timeoutSeconds: 600 } },
  },
  { vendor: "unitrends", name: "systems", at: /\/systems/ },
  { vendor: "unitrends", name: "backups", at: /\/backups/ },
  { vendor: "unitrends", name: "jobs/history", at: /\/history/ },
];
