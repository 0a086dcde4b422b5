import { sql } from "kysely";
import { LEASE_MS, type Leases } from "../leases.ts";
import type { Db } from "../sql/schema.ts";
import { tellOthers } from "../sql/tell-others.ts";

/** The database's clock: those of the machines may differ by more than a lease lasts. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
const until = sql<number>`(${now} + ${sql.lit(LEASE_MS)})`;

/** Rows that outlived their proxies by so much are in nobody's way, and swept out. */
const SWEEP_MS = 86_400_000;

/** Leases as rows of the database. */
export function createLeases(db: Db): Leases {
  return {
    async hold(proxy, sources) {
      // Always in the same order, so that no two proxies wait for each other.
      const given = JSON.stringify([...sources].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1)));
      const { rows } = await sql<{ source_id: string; fence: number }>`
        with alive as (
          insert into proxies (id, until_at) values (${proxy}, ${until})
          on conflict (id) do update set until_at = excluded.until_at
        )
        insert into leases (source_id, holder, fence, until_at, told)
        select given."sourceId", ${proxy}, 1, ${until}, given.told
        from json_to_recordset(${given}::json) as given ("sourceId" text, told text)
        on conflict (source_id) do update set
          holder = excluded.holder,
          until_at = excluded.until_at,
          told = coalesce(excluded.told, leases.told),
          fence = leases.fence + case when leases.holder = excluded.holder then 0 else 1 end
        where leases.holder = excluded.holder or leases.holder is null or leases.until_at < ${now}
        returning source_id, fence`.execute(db);
      return new Map(rows.map(({ source_id, fence }) => [source_id, fence]));
    },
    async view() {
      const proxies = await db.selectFrom("proxies").select("id").where("until_at", ">=", now).execute();
      const leases = await db
        .selectFrom("leases")
        .select(["source_id", "told"])
        .select(sql<string | null>`case when until_at >= ${now} then holder end`.as("holder"))
        .execute();
      return {
        proxies: proxies.map(({ id }) => id),
        leases: leases.map(({ source_id, holder, told }) => ({ sourceId: source_id, holder, told })),
      };
    },
    async release(proxy, sourceIds, keepsTold) {
      if (sourceIds.length === 0) return;
      await db
        .updateTable("leases")
        .set((eb) => ({ holder: null, fence: eb("fence", "+", 1), ...(keepsTold ? {} : { told: null }) }))
        .where("holder", "=", proxy)
        .where("source_id", "in", sourceIds)
        .execute();
    },
    async leave(proxy) {
      await db
        .updateTable("leases")
        .set((eb) => ({ holder: null, fence: eb("fence", "+", 1), told: null }))
        .where("holder", "=", proxy)
        .execute();
      await db
        .deleteFrom("proxies")
        .where((eb) => eb.or([eb("id", "=", proxy), eb("until_at", "<", sql<number>`${now} - ${SWEEP_MS}`)]))
        .execute();
    },
    async announce(sourceId) {
      await tellOthers(db, sourceId);
    },
  };
}
