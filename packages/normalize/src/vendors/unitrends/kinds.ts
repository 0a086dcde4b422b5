import type { Kind, Level } from "../../session.ts";

/**
 * The pretty-printed type words, in lower case: types without a pretty name come as raw lower-case ones.
 * `Backup Copy` and `Import` are what the vendor calls archives.
 */
export const KIND_BY_TYPE = {
  full: "backup",
  differential: "backup",
  incremental: "backup",
  selective: "backup",
  baremetal: "backup",
  "sql full": "backup",
  "sql differential": "backup",
  "sql transaction": "backup",
  "exchange full": "backup",
  "exchange differential": "backup",
  "exchange incremental": "backup",
  "oracle full": "backup",
  "oracle incremental": "backup",
  "sharepoint full": "backup",
  "sharepoint differential": "backup",
  "ndmp full": "backup",
  "ndmp differential": "backup",
  "ndmp incremental": "backup",
  "ucs service profile full": "backup",
  "integrated bare metal recovery": "backup",
  "vmware configuration": "backup",
  "backup copy": "copy",
  import: "copy",
  restore: "restore",
  "block restore": "restore",
  "virtual restore": "restore",
  "replica restore": "restore",
  verify: "verification",
  "system metadata": "repository",
  dpustate: "repository",
  "local directory": "repository",
} as const satisfies Record<string, Kind>;

const SYNTHETIC = "synthetic ";
const LEVEL = /(?<![a-z])(full|incremental|differential)(?![a-z])/;

/** A word the vendor never named is `other`. A `Synthetic` one is of the kind of the word behind it. */
export function kindOfType(type: string | null): Kind {
  const word = plainWord(type);
  return Object.hasOwn(KIND_BY_TYPE, word) ? KIND_BY_TYPE[word as keyof typeof KIND_BY_TYPE] : "other";
}

/**
 * A replication row repeats the type of the backup that it sends, and is told only by its `sync_*` fields:
 * it is a copy, unless its type says that it is no backup at all.
 */
export function kindOf(type: string | null, isSync: boolean): Kind {
  const kind = kindOfType(type);
  return isSync && (kind === "backup" || kind === "other") ? "copy" : kind;
}

/** An import brings an archived backup back to the appliance: it is started by a person and makes nothing newer. */
export function isImport(type: string | null): boolean {
  return plainWord(type) === "import";
}

/** From Full, Incremental or Differential in the type; null for all other words. */
export function levelOf(type: string | null): Level | null {
  const found = LEVEL.exec(plainWord(type))?.[1];
  return (found as Level | undefined) ?? null;
}

function plainWord(type: string | null): string {
  const word = (type ?? "").trim().toLowerCase();
  return word.startsWith(SYNTHETIC) ? word.slice(SYNTHETIC.length) : word;
}
