import type { Context } from "hono";

/** A request's parameters, whose names are case-sensitive and begin in upper case from v2 on. */
export interface VersionedQuery {
  version: string;
  one(name: string): string | undefined;
  all(name: string): string[];
  /** Null where absent or no time. */
  instant(name: string): number | null;
}

export function versionedQuery(c: Context): VersionedQuery {
  const named = (name: string) => c.req.queries(name) ?? [];
  return {
    version: c.req.param("version") ?? "",
    one: (name) => named(name)[0],
    all: named,
    instant(name) {
      const text = named(name)[0];
      const instant = text === undefined ? Number.NaN : Date.parse(text);
      return Number.isNaN(instant) ? null : instant;
    },
  };
}

/** Versions up to v5 answer 30 rows unless asked, later ones 100; -1 is all, or `cap`. Null for what is no page. */
export function readPage(query: VersionedQuery, cap?: number): { offset: number; limit: number } | null {
  const isV1 = query.version === "v1";
  const usual = Number.parseFloat(query.version.slice(1)) <= 5 ? 30 : 100;
  const offset = Number(query.one(isV1 ? "offset" : "Offset") ?? 0);
  const limit = Number(query.one(isV1 ? "limit" : "Limit") ?? usual);
  const isPage =
    Number.isInteger(offset) && offset >= 0 && Number.isInteger(limit) && (limit > 0 || limit === -1);
  const isTooMany = cap !== undefined && (limit === -1 || limit > cap);
  return isPage ? { offset, limit: isTooMany ? cap : limit } : null;
}
