import type { SourceErrorKind } from "../contract.ts";
import type { VendorCall } from "./vendor-calls.ts";

type Kind = SourceErrorKind | null;

/** What a source's error is called after a poll whose every such call met the fault; null: it goes on without one. */
const USUALLY: Record<string, Kind> = {
  refused: "network",
  "unknown-host": "network",
  "tls-self-signed": "network",
  "tls-expired": "network",
  "tls-other-name": "network",
  silent: "timeout",
  stall: "timeout",
  drip: "timeout",
  reset: "network",
  cut: "network",
  "400": "http",
  "401": "auth",
  "403": "auth",
  "404": "http",
  "409": "http",
  "429": "rate-limited",
  "429-retry-after": "rate-limited",
  "500": "http",
  "502": "http",
  "503": "http",
  "503-retry-after": "http",
  html: "parse",
  empty: "parse",
  garbage: "parse",
  truncated: "parse",
  malformed: "parse",
  "billion-laughs": "parse",
  "deep-nesting": "parse",
  endless: "too-large",
  "gzip-bomb": "too-large",
  // Names may come out wrong; nothing else does.
  "wrong-charset": null,
  "utf-16": "parse",
  redirect: "http",
  // A new token is asked for, once.
  "token-expired": null,
};

const HEADER_IS_ENOUGH = { truncated: null, malformed: null, "utf-16": null };
/** The appliance's JSON begins with a byte order mark, which no other charset has. */
const MARKED = { "wrong-charset": "parse" } as const;

/** Appliances tell a refused token by their words, here those of the request. */
const TOLD_BY_WORDS = { "400": "auth", "409": "auth", "500": "auth" } as const;

const EXCEPTIONS: Record<string, Record<string, Kind>> = {
  // A key in the address is no token that could be renewed.
  "nable list_devices_at_client": { "token-expired": "auth" },
  "nable list_mob_sessions": { "token-expired": "auth" },
  "veeam-azure token by password": { "400": "auth" },
  "veeam-azure token by refresh": { "400": "auth" },
  // A session without a log has no message.
  "veeam-azure log": { "400": null, "404": null },
  // Not every version, licence or role has every list.
  "veeam-azure lists of policies": { "400": null, "403": null, "404": null },
  "veeam-azure lists of protected items": { "400": null, "403": null, "404": null },
  "veeam-enterprise-manager sessionMngr": HEADER_IS_ENOUGH,
  // There are other ways to the same.
  "veeam-enterprise-manager query of sessions": { ...MARKED, "403": null, "404": null },
  "veeam-enterprise-manager query of tasks": { ...MARKED, "403": null, "404": null },
  "veeam-enterprise-manager agents/backupSessions": MARKED,
  "veeam-enterprise-manager backupSessions/{id}": MARKED,
  // A session may be gone since it was listed.
  "veeam-enterprise-manager taskSessions": { ...MARKED, "404": null },
  // Not every user may read it; its last telling stands and ages. The first 401 was the session's own end.
  "veeam-enterprise-manager systemSessions": {
    ...MARKED,
    "403": null,
    "404": null,
    "token-expired": "auth",
  },
  "unitrends login": TOLD_BY_WORDS,
  "unitrends systems": TOLD_BY_WORDS,
  "unitrends backups": TOLD_BY_WORDS,
  // Old appliances have none.
  "unitrends jobs/history": { ...TOLD_BY_WORDS, "404": null },
};

export function expectedKind({ vendor, name }: VendorCall, fault: string): Kind {
  const exceptions = EXCEPTIONS[`${vendor} ${name}`] ?? {};
  if (Object.hasOwn(exceptions, fault)) return exceptions[fault] ?? null;
  const usual = USUALLY[fault];
  if (usual === undefined) throw new Error(`say in expected-kind.ts what ${fault} comes to`);
  return usual;
}
