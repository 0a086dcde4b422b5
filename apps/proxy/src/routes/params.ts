import { z } from "@hono/zod-openapi";
import { FLAGS, KINDS, STATUSES, VENDORS } from "@lastgood/normalize";
import { STATES } from "../contract.ts";

/** A parameter that is given once. */
const once = z.string("is given more than once");

/** A parameter that may be repeated. Ids and names are taken as they are: commas may be part of them. */
const several = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (Array.isArray(given) ? given : [given]))
  .optional();

/** A repeatable parameter of a fixed vocabulary, in which commas separate as well. */
function words<const T extends readonly string[]>(vocabulary: T) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given, context) => {
      const list = (Array.isArray(given) ? given : [given])
        .flatMap((text) => text.split(","))
        .filter(Boolean);
      for (const word of list)
        if (!vocabulary.includes(word))
          context.addIssue({ code: "custom", message: `"${word}" is none of ${vocabulary.join(", ")}` });
      return list as T[number][];
    })
    .optional();
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/;

/** Milliseconds; NaN where it is no time, as 30 February is none. */
function readInstant(text: string): number {
  const [, date, time = "T00:00", zone = "Z"] = INSTANT.exec(text) ?? [];
  const midnight = new Date(`${date}T00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date) return Number.NaN;
  return Date.parse(`${date}${time}${zone}`);
}

/** An instant, in ISO 8601; without a zone it is UTC, a date alone its first moment. */
const instant = once
  .transform((text, context) => {
    const ms = readInstant(text);
    if (Number.isNaN(ms)) {
      context.addIssue({ code: "custom", message: `"${text}" is no time; write it as 2026-11-20T03:12:00Z` });
      return z.NEVER;
    }
    return new Date(ms).toISOString();
  })
  .optional();

/** A whole number, in digits. */
function wholeNumber(least: number, most: number, preset: number) {
  return once.default(String(preset)).transform((text, context) => {
    const n = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(n >= least && n <= most)) {
      context.addIssue({ code: "custom", message: `must be a whole number from ${least} to ${most}` });
      return z.NEVER;
    }
    return n;
  });
}

const limit = wholeNumber(1, 500, 100);
const cursor = once.optional();
const q = once.max(200, "is longer than 200 characters").optional();

/** One of some sort keys, `-` before it for descending. */
function sort(keys: readonly string[], preset: string) {
  return once.default(preset).refine((text) => keys.includes(text.replace(/^-/, "")), {
    message: `must be one of ${keys.join(", ")}, with - before it for descending`,
  });
}

export const params = { once, several, words, instant, wholeNumber, limit, cursor, q, sort };

export const sessionFilter = {
  source: several,
  vendor: words(VENDORS),
  client: several,
  site: several,
  device: several,
  policy: several,
  workload: several,
  kind: words(KINDS),
  status: words(STATUSES),
  flag: words(FLAGS),
  from: instant,
  to: instant,
  q,
  parent: once.optional(),
  item: several,
};

export const itemFilter = {
  source: several,
  vendor: words(VENDORS),
  client: several,
  site: several,
  device: several,
  policy: several,
  workload: several,
  state: words(STATES),
  q,
};

/** What is left of an object without its undefined members: an absent parameter filters nothing. */
export function given<T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never;
}
