import { sql } from "kysely";
import { readInventory, writeInventory } from "./inventory.ts";
import { readItemIds, readItems } from "./item-select.ts";
import { readOpenSessions, readOrder, readPage, readSession, readSlice } from "./read-sessions.ts";
import { readReads, writeRead } from "./reads.ts";
import { readRejects, writeRejects } from "./rejects.ts";
import { newestGoodOf, runsOf } from "./runs.ts";
import type { Db } from "./schema.ts";
import { readSeries } from "./series.ts";
import { sessionsByKey } from "./session-select.ts";
import { readContainers, readCounts, readSources, readUnknownTypes, writeSource } from "./sources.ts";
import { writeFlags } from "./write-flags.ts";
import { writeSessions } from "./write-sessions.ts";

/** What the store does, each against whichever connection it is given. */
export const READS = {
  page: readPage,
  slice: readSlice,
  order: readOrder,
  byKey: sessionsByKey,
  session: readSession,
  openSessions: readOpenSessions,
  items: readItems,
  itemIds: readItemIds,
  runsOf,
  newestGoodOf,
  series: readSeries,
  reads: readReads,
  inventory: readInventory,
  sources: readSources,
  counts: readCounts,
  rejects: readRejects,
  unknownTypes: readUnknownTypes,
  containers: readContainers,
  ping: async (db: Db): Promise<void> => {
    await sql`select version from store_version`.execute(db);
  },
};

export const WRITES = {
  sessions: writeSessions,
  rejects: writeRejects,
  inventory: writeInventory,
  source: writeSource,
  read: writeRead,
  flags: writeFlags,
  /** A number that changes when another connection writes; PostgreSQL would be asked by its own means. */
  othersVersion: async (db: Db): Promise<number> => {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db);
    return rows[0]?.data_version ?? 0;
  },
};
