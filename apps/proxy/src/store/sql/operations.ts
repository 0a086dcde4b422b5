import { sql } from "kysely";
import { giveBack } from "../sqlite/give-back.ts";
import { confirmRemoved } from "./confirm-removed.ts";
import { expireSlice } from "./expiry.ts";
import { writeInventory } from "./inventory.ts";
import { readItemIds, readItems } from "./item-select.ts";
import { readFigures } from "./read-figures.ts";
import { readInventory } from "./read-inventory.ts";
import { readOpenSessions, readSession } from "./read-sessions.ts";
import { readReads, writeRead } from "./reads.ts";
import { rebuildSlice } from "./rebuild.ts";
import { readRejects, writeRejects } from "./rejects.ts";
import { newestGoodOf, runsOf } from "./runs.ts";
import type { Db } from "./schema.ts";
import { readLines, readPoints } from "./series.ts";
import { isMany, readOrder, readPage, readSlice } from "./session-pages.ts";
import { sessionsByKey } from "./session-select.ts";
import { readContainers, readCounts, readSources, readUnknownTypes, writeSource } from "./sources.ts";
import { writeFlags } from "./write-flags.ts";
import { writeSessions } from "./write-sessions.ts";

/** What the store does, each against whichever connection it is given. */
export const READS = {
  page: readPage,
  slice: readSlice,
  isMany,
  order: readOrder,
  byKey: sessionsByKey,
  session: readSession,
  openSessions: readOpenSessions,
  items: readItems,
  itemIds: readItemIds,
  runsOf,
  newestGoodOf,
  lines: readLines,
  points: readPoints,
  figures: readFigures,
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
  expire: expireSlice,
  rebuild: rebuildSlice,
  confirmRemoved,
  /** Of the embedded store alone. */
  giveBack,
};
