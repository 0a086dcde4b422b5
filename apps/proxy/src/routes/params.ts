import { z } from "@hono/zod-openapi";
import { FLAGS, KINDS, STATUSES, VENDORS } from "@lastgood/normalize";
import { STATES } from "../contract.ts";

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

/** An instant, in ISO 8601; a date alone is its first moment in UTC. */
const instant = z
  .string()
  .transform((text, context) => {
    const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(ms)) {
      context.addIssue({ code: "custom", message: `"${text}" is no time; write it as 2026-11-20T03:12:00Z` });
      return z.NEVER;
    }
    return new Date(ms).toISOString();
  })
  .optional();

const limit = z
  .string()
  .default("100")
  .transform((text, context) => {
    const n = Number(text);
    if (!Number.isInteger(n) || n < 1 || n > 500) {
      context.addIssue({ code: "custom", message: "must be a whole number from 1 to 500" });
      return z.NEVER;
    }
    return n;
  });

const cursor = z.string().optional();
const q = z.string().max(200, "is longer than 200 characters").optional();

/** One of some sort keys, `-` before it for descending. */
function sort(keys: readonly string[], preset: string) {
  return z
    .string()
    .default(preset)
    .refine((text) => keys.includes(text.replace(/^-/, "")), {
      message: `must be one of ${keys.join(", ")}, with - before it for descending`,
    });
}

export const params = { several, words, instant, limit, cursor, q, sort };

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
  parent: z.string().optional(),
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
