import type { Named } from "@lastgood/normalize";
import { sql } from "kysely";
import type { SourceCounts, SourceRecord } from "../store.ts";
import { kindCode } from "./codes.ts";
import type { Db } from "./schema.ts";
import { namedOf } from "./session-select.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { toIsoOrNull, toMsOrNull } from "./time.ts";

export async function writeSource(db: Db, record: SourceRecord, fence: number | null): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const key = await takeSource(tx, record.sourceId, record.vendor, fence);
    await tx
      .updateTable("sources")
      .set({
        vendor: record.vendor,
        host: record.host,
        last_polled_at: toMsOrNull(record.lastPolledAt),
        last_good_poll_at: toMsOrNull(record.lastGoodPollAt),
        last_poll_ms: record.lastPollMs,
        error: record.error === null ? null : JSON.stringify(record.error),
        learnt: JSON.stringify(record.learnt),
        certificate_ends_at: toMsOrNull(record.certificateEndsAt),
        cursor: record.cursor,
      })
      .where("key", "=", key)
      .execute();
    await tellOthers(tx, record.sourceId);
  });
}

/** Those whose record was written, or of them the one that is named; a source that only has sessions has none yet. */
export async function readSources(db: Db, sourceId: string | null): Promise<SourceRecord[]> {
  const all = db.selectFrom("sources").selectAll().orderBy("key");
  const rows = await (sourceId === null ? all : all.where("id", "=", sourceId)).execute();
  return rows.flatMap((row) =>
    row.host === null || row.vendor === null
      ? []
      : {
          sourceId: row.id,
          vendor: row.vendor,
          host: row.host,
          lastPolledAt: toIsoOrNull(row.last_polled_at),
          lastGoodPollAt: toIsoOrNull(row.last_good_poll_at),
          lastPollMs: row.last_poll_ms,
          error: row.error === null ? null : (JSON.parse(row.error) as SourceRecord["error"]),
          learnt: row.learnt === null ? [] : (JSON.parse(row.learnt) as string[]),
          certificateEndsAt: toIsoOrNull(row.certificate_ends_at),
          cursor: row.cursor,
        },
  );
}

export async function readCounts(db: Db): Promise<Map<string, SourceCounts>> {
  const sources = await db
    .selectFrom("sources")
    .select(["key", "id", "session_count", "expired_count"])
    .execute();
  const count = async (table: "rejects" | "repeats" | "items") => {
    let grouped = db
      .selectFrom(table)
      .select((eb) => ["source_key", eb.fn.countAll<number>().as("count")])
      .groupBy("source_key");
    // Written out, or the index of these is not seen to fit.
    if (table === "items") grouped = grouped.where("superseded" as never, "=", sql.lit(0) as never);
    return new Map((await grouped.execute()).map((row) => [row.source_key, row.count]));
  };
  const rejects = await count("rejects");
  const repeats = await count("repeats");
  const items = await count("items");
  return new Map(
    sources.map(({ key, id, session_count, expired_count }) => [
      id,
      {
        sessions: session_count + expired_count,
        expired: expired_count,
        rejects: rejects.get(key) ?? 0,
        repeats: repeats.get(key) ?? 0,
        items: items.get(key) ?? 0,
      },
    ]),
  );
}

/** A type Lastgood does not know makes its sessions `other`. */
export async function readUnknownTypes(
  db: Db,
): Promise<{ sourceId: string; vendorType: string; sessions: number }[]> {
  const rows = await db
    .selectFrom("sessions")
    .innerJoin("sources", "sources.key", "sessions.source_key")
    .innerJoin("texts", "texts.key", "sessions.type_key")
    .select((eb) => [
      "sources.id as sourceId",
      "texts.text as vendorType",
      eb.fn.countAll<number>().as("sessions"),
    ])
    .where("sessions.kind", "=", kindCode("other"))
    .groupBy(["sources.id", "texts.text"])
    .orderBy("sources.id")
    .orderBy("texts.text")
    .execute();
  return rows;
}

/** Enterprise Manager's containers are the sessions of its jobs' own items. */
export async function readContainers(
  db: Db,
  sourceId: string,
  limit: number,
): Promise<{ sessionId: string; policy: Named }[]> {
  const rows = await db
    .selectFrom("sessions")
    .innerJoin("items", "items.key", "sessions.item_key")
    .innerJoin("sources", "sources.key", "sessions.source_key")
    .innerJoin("policies", "policies.key", "sessions.policy_key")
    .select(["sessions.id as sessionId", "policies.id as policyId", "policies.name as policyName"])
    .where("sources.id", "=", sourceId)
    .where("items.item_key", "like", "job|%")
    .orderBy("sessions.at", "desc")
    .orderBy("sessions.key", "desc")
    .limit(limit)
    .execute();
  return rows.flatMap(({ sessionId, policyId, policyName }) => {
    const policy = namedOf(policyId, policyName);
    return policy === null ? [] : [{ sessionId, policy }];
  });
}
