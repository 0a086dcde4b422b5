import { z } from "@hono/zod-openapi";
import { DEVICE_KINDS, FLAGS, KINDS, LEVELS, STATUSES, VENDORS } from "@lastgood/normalize";

/** THE WIRE: what every answer looks like. The web app imports only this file, and only its types. */

/** States of a protected item in display order, worst first; `retired` is out of the counts. */
export const STATES = ["failed", "overdue", "unknown", "never", "warning", "ok", "retired"] as const;
export type State = (typeof STATES)[number];

export const SOURCE_STATES = ["ok", "failing", "never-polled", "disabled"] as const;
export const SOURCE_ERROR_KINDS = [
  "auth",
  "rate-limited",
  "http",
  "network",
  "timeout",
  "parse",
  "too-large",
] as const;
export const METRICS = ["durationMs", "transferredBytes", "processedBytes", "selectedBytes"] as const;
export const CELL_KINDS = [
  "ok",
  "warning",
  "failed",
  "unknown",
  "before-first",
  "not-expected",
  "not-yet-due",
  "missed",
  "no-data",
] as const;
export const ERROR_CODES = [
  "bad-request",
  "not-found",
  "forbidden-host",
  "too-slow",
  "starting",
  "unavailable",
  "internal",
] as const;

const time = z
  .string()
  .nullable()
  .openapi({ description: "ISO 8601 in UTC with milliseconds; null where not known" });
const count = z.number().int().nullable();
const named = z.object({ id: z.string(), name: z.string().nullable() });
const device = named.extend({ kind: z.enum(DEVICE_KINDS).nullable() });

export const sessionSchema = z
  .object({
    id: z.string(),
    sourceId: z.string(),
    vendor: z.enum(VENDORS),
    vendorId: z.string().nullable(),
    parentId: z.string().nullable(),
    kind: z.enum(KINDS),
    status: z.enum(STATUSES),
    vendorType: z.string().nullable(),
    vendorStatus: z.string().nullable(),
    level: z.enum(LEVELS).nullable(),
    client: named.nullable(),
    site: named.nullable(),
    device: device.nullable(),
    policy: named.nullable(),
    workload: z.string().nullable(),
    at: time,
    startedAt: time,
    endedAt: time,
    durationMs: count,
    selectedBytes: count,
    processedBytes: count,
    transferredBytes: count,
    changedBytes: count,
    selectedItems: count,
    processedItems: count,
    removedItems: count,
    changedItems: count,
    errorCount: count,
    message: z.string().nullable(),
    flags: z.array(z.enum(FLAGS)),
    issues: z.array(z.object({ field: z.string(), problem: z.string() })),
    firstSeenAt: time,
  })
  .openapi("Session");

export const sessionDetailSchema = sessionSchema
  .extend({
    children: z.array(sessionSchema),
    raw: z.object({ format: z.enum(["xml", "json"]), text: z.string() }).nullable(),
    /** The protected item it counts for; null where it counts for none. */
    itemId: z.string().nullable(),
  })
  .openapi("SessionDetail");

/** What an item tells of one of its sessions. */
export const sessionBriefSchema = sessionSchema
  .pick({
    id: true,
    kind: true,
    status: true,
    at: true,
    startedAt: true,
    endedAt: true,
    durationMs: true,
    selectedBytes: true,
    processedBytes: true,
    transferredBytes: true,
    errorCount: true,
    flags: true,
    message: true,
  })
  .openapi("SessionBrief");

export const protectedItemSchema = z
  .object({
    id: z.string(),
    sourceId: z.string(),
    vendor: z.enum(VENDORS),
    client: named.nullable(),
    site: named.nullable(),
    device: device.nullable(),
    policy: named.nullable(),
    workload: z.string().nullable(),
    vendorType: z.string().nullable(),
    state: z.enum(STATES),
    stateSince: time,
    reason: z.string(),
    lastReadAt: time,
    lastSession: sessionBriefSchema.nullable(),
    lastGood: sessionBriefSchema.nullable(),
    failingSince: time,
    failuresInARow: z.number().int(),
    expectedEveryMs: count,
    dueAt: time,
    dueIsDefault: z
      .boolean()
      .openapi({ description: "No schedule was learnt or configured; the default wait holds" }),
    running: z
      .object({
        sessionId: z.string(),
        startedAt: time,
        usualMs: count,
        stuck: z.boolean().openapi({
          description: "Was read as still running past three times the usual; changes no state",
        }),
      })
      .nullable(),
  })
  .openapi("ProtectedItem");

const counts = z.object({
  failed: z.number().int(),
  overdue: z.number().int(),
  unknown: z.number().int(),
  never: z.number().int(),
  warning: z.number().int(),
  ok: z.number().int(),
});

export const groupSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    sourceId: z.string().nullable(),
    vendor: z.enum(VENDORS).nullable(),
    kind: z.enum(DEVICE_KINDS).nullable(),
    client: named.nullable(),
    site: named.nullable(),
    /** The worst of its items. */
    state: z.enum(STATES),
    reason: z.string(),
    counts,
    /** Start of the oldest of its items' last good sessions; null where one of them never had any. */
    lastGoodAt: time,
    /** Of the stalest of its items. */
    lastReadAt: time,
    items: z.array(protectedItemSchema),
  })
  .openapi("Group");

export const progressSchema = z
  .object({
    phase: z.enum(["first-fill", "sweep"]),
    unit: z.enum(["devices", "days", "sessions"]),
    done: z.number().int(),
    total: count.openapi({ description: "Null where nothing tells" }),
    totalIsEstimate: z.boolean(),
    ratePerMinute: z.number().nullable().openapi({ description: "Null while nothing is being read" }),
    etaMs: count,
  })
  .openapi("Progress");

export const sourceSchema = z
  .object({
    id: z.string(),
    vendor: z.enum(VENDORS),
    name: z.string(),
    /** Scheme, host and port; never a credential. */
    url: z.string(),
    state: z.enum(SOURCE_STATES),
    polling: z.boolean(),
    everyMs: z.number().int(),
    leastEveryMs: count.openapi({ description: "The least that everyMs may be; null where none binds" }),
    spacingMs: count.openapi({ description: "Least time between two requests; null where none is kept" }),
    sweepEstimateMs: count.openapi({
      description: "How long asking every device once takes; null where it is not read device by device",
    }),
    progress: progressSchema
      .nullable()
      .openapi({ description: "Of a first fill, or of a sweep that is under way; null without either" }),
    lastPolledAt: time,
    lastGoodPollAt: time,
    nextPollAt: time,
    /** How long the last poll took. */
    lastPollMs: count,
    error: z.object({ kind: z.enum(SOURCE_ERROR_KINDS), message: z.string(), at: time }).nullable(),
    sessions: z.number().int().openapi({
      description: "Distinct, of all time: records in = sessions + rejects + repeats",
    }),
    expired: z.number().int().openapi({
      description:
        "Those of `sessions` that are not kept, being older than the retention; one told again counts once",
    }),
    rejects: z.number().int(),
    repeats: z.number().int(),
    requests: z.number().int().openapi({ description: "Made since the proxy that polls it took it" }),
    /** What was learnt: API version, dialect, numbers of clients and devices, in words. */
    learnt: z.array(z.string()),
    certificateEndsAt: time,
    insecure: z.boolean(),
    /** Of its backup days and, where the vendor tells local times, of those: IANA zone. */
    timeZone: z.string(),
    items: z.number().int(),
  })
  .openapi("Source");

export const rejectSchema = z
  .object({
    vendor: z.enum(VENDORS),
    index: z.number().int(),
    reason: z.string(),
    record: z.string(),
    seenAt: time,
  })
  .openapi("Reject");

export const cellSchema = z.object({
  kind: z.enum(CELL_KINDS),
  counts: z.partialRecord(z.enum(CELL_KINDS), z.number().int()),
});

export const daysSchema = z
  .object({
    days: z.array(z.string()),
    rows: z.array(z.object({ id: z.string(), name: z.string().nullable(), cells: z.array(cellSchema) })),
  })
  .openapi("Days");

export const seriesSchema = z
  .object({
    unit: z.enum(["ms", "bytes"]),
    lines: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        points: z.array(
          z.object({
            sessionId: z.string(),
            at: z.string(),
            value: z.number().nullable(),
            status: z.enum(STATUSES),
            flags: z.array(z.enum(FLAGS)),
            /** The usual band at this point; null while too little is known. */
            low: z.number().nullable(),
            high: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .openapi("Series");

const sumOf = (what: string) =>
  count.openapi({ description: `Sum of ${what} of those sessions that tell it; null where none does` });

export const figuresSchema = z
  .object({
    unit: z.enum(["day", "hour"]),
    rows: z.array(
      z.object({
        at: z.string().openapi({ description: "The first moment of the day or hour, UTC" }),
        counts: z
          .record(z.enum(STATUSES), z.number().int())
          .openapi({ description: "How many sessions of that time (by `at`) have each status" }),
        selectedBytes: sumOf("selectedBytes"),
        processedBytes: sumOf("processedBytes"),
        transferredBytes: sumOf("transferredBytes"),
        durationMs: z
          .object({ sum: z.number().int(), min: z.number().int(), max: z.number().int() })
          .nullable()
          .openapi({ description: "Of those sessions that tell a duration; null where none does" }),
      }),
    ),
  })
  .openapi("Figures");

export const noticeSchema = z.object({
  kind: z.enum([
    "unknown-type",
    "inventory",
    "source",
    "clock",
    "certificate",
    "insecure",
    "open",
    "demo",
    "no-sources",
    "configuration",
    "store",
  ]),
  text: z.string(),
  sourceId: z.string().nullable(),
});

export const overviewSchema = z
  .object({
    asOf: z.string(),
    /** "206 of 214 items have a backup as good and as recent as they should. …" */
    sentence: z.string(),
    good: z.number().int(),
    total: z.number().int(),
    retired: z.number().int(),
    retiredLast7Days: z.number().int(),
    counts,
    /** Each count less the same count read at now - 24 h; null where there is nothing to compare with. */
    change: counts.nullable(),
    running: z.number().int(),
    byClient: z.array(z.object({ id: z.string().nullable(), name: z.string().nullable(), counts })),
    bySource: z.array(z.object({ id: z.string(), name: z.string(), counts })),
    /** Items that need someone, worst first, at most 50, each with its last 14 backup days. */
    worst: z.array(protectedItemSchema.extend({ strip: z.array(z.enum(CELL_KINDS)) })),
    sources: z.array(sourceSchema),
    notices: z.array(noticeSchema),
    /** The source whose data is oldest; null without sources. */
    stalest: z
      .object({ sourceId: z.string(), name: z.string(), lastGoodPollAt: time, ageMs: count })
      .nullable(),
  })
  .openapi("Overview");

/** What every screen must know, whatever it shows. */
export const aboutSchema = z
  .object({
    version: z.string(),
    demo: z.boolean(),
    timeZone: z.string(),
    dayStartsAt: z.string(),
    notices: z.array(noticeSchema),
    sources: z.number().int(),
    now: z.string(),
  })
  .openapi("About");

/** A list answer: `total` stops counting at 10,000, then `totalIsAtLeast` is true. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.number().int(),
    totalIsAtLeast: z.boolean(),
  });
}

/** A list of what has a state; `counts` are under the same filters but that of the state. */
export function statedListOf<T extends z.ZodType>(item: T) {
  return listOf(item).extend({ counts: z.record(z.enum(STATES), z.number().int()) });
}

export const errorSchema = z
  .object({ error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), requestId: z.string() }) })
  .openapi("Error");

/** Data of the server-sent event `changed`: what it touched, so that a viewer reloads only that. */
export const changedSchema = z.object({
  seq: z.number().int(),
  sourceIds: z.array(z.string()),
  deviceIds: z.array(z.string()),
  policyIds: z.array(z.string()),
  sessions: z.number().int(),
  /** True where only a source's health changed. */
  healthOnly: z.boolean(),
});

export type Named = z.infer<typeof named>;
export type Session = z.infer<typeof sessionSchema>;
export type SessionDetail = z.infer<typeof sessionDetailSchema>;
export type SessionBrief = z.infer<typeof sessionBriefSchema>;
export type ProtectedItem = z.infer<typeof protectedItemSchema>;
export type StateCounts = z.infer<typeof counts>;
export type Group = z.infer<typeof groupSchema>;
export type Source = z.infer<typeof sourceSchema>;
export type Progress = z.infer<typeof progressSchema>;
export type SourceErrorKind = (typeof SOURCE_ERROR_KINDS)[number];
export type Reject = z.infer<typeof rejectSchema>;
export type CellKind = (typeof CELL_KINDS)[number];
export type Days = z.infer<typeof daysSchema>;
export type Metric = (typeof METRICS)[number];
export type Series = z.infer<typeof seriesSchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type Overview = z.infer<typeof overviewSchema>;
export type About = z.infer<typeof aboutSchema>;
export type Changed = z.infer<typeof changedSchema>;
export type ApiError = z.infer<typeof errorSchema>;
export type StatedList<T> = List<T> & { counts: Record<State, number> };
export type List<T> = { items: T[]; nextCursor: string | null; total: number; totalIsAtLeast: boolean };
