import type { SessionFilters } from "../api/queries.ts";
import { readText, readTexts, readTime, readWord, readWords } from "../lib/search.ts";
import { FLAG_LABEL, KIND_LABEL, type SessionStatus, STATUS_LOOK, VENDOR_LABEL } from "../lib/status-look.ts";

const keysOf = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as K[];

export const STATUS_WORDS = keysOf(STATUS_LOOK);
export const KIND_WORDS = keysOf(KIND_LABEL);
export const VENDOR_WORDS = keysOf(VENDOR_LABEL);
export const FLAG_WORDS = keysOf(FLAG_LABEL);

export const SORT_KEYS = [
  "at",
  "startedAt",
  "endedAt",
  "durationMs",
  "transferredBytes",
  "processedBytes",
  "selectedBytes",
  "errorCount",
  "status",
  "device",
  "policy",
  "client",
  "workload",
  "source",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export const SORTS = SORT_KEYS.flatMap((key) => [key, `-${key}`] as const);
export type Sort = (typeof SORTS)[number];

/** Everything that changes what a grid of sessions shows, as it stands in the address. */
export interface SessionSearch {
  source?: string[];
  vendor?: (typeof VENDOR_WORDS)[number][];
  client?: string[];
  site?: string[];
  device?: string[];
  policy?: string[];
  workload?: string[];
  kind?: (typeof KIND_WORDS)[number][];
  status?: SessionStatus[];
  flag?: (typeof FLAG_WORDS)[number][];
  from?: string;
  to?: string;
  q?: string;
  sort?: Sort;
  /** `runs`: policies' runs with their devices folded in; `all`: every session for itself. */
  rows?: "runs" | "all";
  /** Policy runs that are unfolded. */
  open?: string[];
  /** Shown columns, as `column-layout.ts` reads them; absent means the usual ones. */
  cols?: string;
  density?: "compact";
}

export function readSessionSearch(raw: Record<string, unknown>): SessionSearch {
  return present({
    source: readTexts(raw, "source"),
    vendor: readWords(raw, "vendor", VENDOR_WORDS),
    client: readTexts(raw, "client"),
    site: readTexts(raw, "site"),
    device: readTexts(raw, "device"),
    policy: readTexts(raw, "policy"),
    workload: readTexts(raw, "workload"),
    kind: readWords(raw, "kind", KIND_WORDS),
    status: readWords(raw, "status", STATUS_WORDS),
    flag: readWords(raw, "flag", FLAG_WORDS),
    from: readTime(raw, "from"),
    to: readTime(raw, "to"),
    q: readText(raw, "q"),
    sort: readWord(raw, "sort", SORTS),
    rows: readWord(raw, "rows", ["runs", "all"] as const),
    open: readTexts(raw, "open"),
    cols: readText(raw, "cols"),
    density: readWord(raw, "density", ["compact"] as const),
  });
}

/** Whether devices are folded into their policy's run: never where a filter could then hide one of them. */
export function isFolded(search: SessionSearch): boolean {
  if (search.rows !== undefined) return search.rows === "runs";
  const narrowing = [
    search.status,
    search.flag,
    search.q,
    search.device,
    search.client,
    search.site,
    search.workload,
  ];
  return narrowing.every((filter) => filter === undefined);
}

const FILTERS = [
  "source",
  "vendor",
  "client",
  "site",
  "device",
  "policy",
  "workload",
  "kind",
  "status",
  "flag",
  "from",
  "to",
  "q",
  "sort",
] as const satisfies (keyof SessionSearch & keyof SessionFilters)[];

/** Takes every filter away and leaves order, columns and the rest. */
export const NO_FILTERS: Partial<Record<keyof SessionSearch, undefined>> = Object.fromEntries(
  FILTERS.filter((name) => name !== "sort").map((name) => [name, undefined]),
);

/** The filters of an address as the server takes them: these and no others, for it refuses what it does not know. */
export function toFilters(search: SessionSearch): SessionFilters {
  const filters: SessionFilters = present(Object.fromEntries(FILTERS.map((name) => [name, search[name]])));
  return isFolded(search) ? { ...filters, parent: "none" } : filters;
}

/**
 * Whether a session that was found by some filters is still let through by those of them whose answer may change while
 * it is looked at.
 */
export function stillFits(
  { status, flags }: { status: string; flags: readonly string[] },
  filters: SessionFilters,
): boolean {
  if (filters.status !== undefined && !filters.status.includes(status)) return false;
  return filters.flag === undefined || filters.flag.some((flag) => flags.includes(flag));
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the names that have no value. */
export function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
