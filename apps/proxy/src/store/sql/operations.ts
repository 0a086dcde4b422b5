import { sql } from "kysely";
import { historiesOf, itemKeys, runsOf } from "./histories.ts";
import { readInventory, writeInventory } from "./inventory.ts";
import { readOpenSessions, readPage, readSession, readSlice } from "./read-sessions.ts";
import { readReads, writeRead } from "./reads.ts";
import { readRejects, writeRejects } from "./rejects.ts";
import type { Db } from "./schema.ts";
import { readSeries } from "./series.ts";
import { readContainers, readCounts, readSources, readUnknownTypes, writeSource } from "./sources.ts";
import { writeSessions } from "./write-sessions.ts";

/** The JSON text of a `T`. */
export type Json<T> = string & { readonly of?: T };

/** What the store does, each against whichever connection it is given. */
export const READS = {
  page: readPage,
  slice: readSlice,
  session: readSession,
  openSessions: readOpenSessions,
  itemKeys,
  historiesOf: asJson(historiesOf),
  runsOf: asJson(runsOf),
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
};

/** For the largest answers: as text they cross threads in half the time that copying their objects takes. */
function asJson<Args extends unknown[], Result>(
  operation: (db: Db, ...args: Args) => Promise<Result>,
): (db: Db, ...args: Args) => Promise<Json<Result>> {
  return async (...args) => JSON.stringify(await operation(...args)) as Json<Result>;
}
