import { resolve } from "node:path";
import type { Session } from "@lastgood/normalize";
import { readHistories } from "./read-histories.ts";
import { slices } from "./sql/slices.ts";
import { startWorker, type WorkerLink } from "./sqlite/worker-link.ts";
import type { Store, Written } from "./store.ts";
import { StoreError } from "./store-error.ts";

export interface OpenOptions {
  /** What a relative path in the address is relative to. */
  folder: string;
}

/** Each slice is copied between threads and written in one transaction: at most some 20 ms on either side. */
const SESSIONS_A_SLICE = 500;
const SORTS_WITH_INDEX = ["at", "-at"];

/**
 * Opens the store at `file:path`, with the folder and file made where they are not there.
 * Throws StoreError for a file that is damaged, foreign, of a newer version or out of reach; it is then left as it was.
 */
export async function openStore(url: string, { folder }: OpenOptions): Promise<Store> {
  if (!url.startsWith("file:")) {
    throw new StoreError(
      `The store's address must begin with file: in this version; it is ${schemeOf(url)}.`,
    );
  }
  const path = resolve(folder, url.slice("file:".length).replace(/^\/\/(?=\/)/, ""));
  // The writer first: it makes the file and brings it to this version.
  const writer = await startWorker("writes", path);
  try {
    return storeOver(await startWorker("reads", path), writer);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** No more than the scheme: the rest may hold a password. */
function schemeOf(url: string): string {
  return /^[a-z]+:/i.exec(url)?.[0] ?? "without a scheme";
}

function storeOver({ call: read, ...reader }: WorkerLink<"reads">, writer: WorkerLink<"writes">): Store {
  const write = writer.call;
  let othersVersion: number | null = null;
  return {
    async putSessions(sourceId, sessions, seenAt) {
      // Plain ids first: the session that a reading calls `id` has a better right to it than one it calls `id~start`.
      const ordered = [...sessions].sort(
        (a, b) => Number(a.session.id.includes("~")) - Number(b.session.id.includes("~")),
      );
      const written: Written[] = [];
      for (const slice of slices(ordered, SESSIONS_A_SLICE)) {
        written.push(await write.sessions(sourceId, slice, seenAt));
      }
      return sumOf(written);
    },
    putRejects: (sourceId, rejects, repeats, seenAt) => write.rejects(sourceId, rejects, repeats, seenAt),
    putInventory: (sourceId, inventory, seenAt) => write.inventory(sourceId, inventory, seenAt),
    putSource: (record) => write.source(record),
    async putFlags(sessions) {
      for (const slice of slices([...sessions], SESSIONS_A_SLICE)) await write.flags(slice);
    },
    putRead: (sourceId, scope, readAt) => write.read(sourceId, scope, readAt),

    sources: () => read.sources(),
    counts: () => read.counts(),
    rejects: (sourceId, limit, cursor) => read.rejects(sourceId, limit, cursor),
    unknownTypes: () => read.unknownTypes(),
    session: (id) => read.session(id),
    sessions: (query) => read.page(query),
    async *streamSessions(filter, sort) {
      if (!SORTS_WITH_INDEX.includes(sort)) {
        // To go on by a cursor would sort all that is left for every slice.
        for (const keys of slices(await read.order(filter, sort), SESSIONS_A_SLICE)) {
          yield await read.byKey(keys);
        }
        return;
      }
      let cursor: string | null = null;
      do {
        const slice: { items: Session[]; nextCursor: string | null } = await read.slice({
          ...filter,
          sort,
          limit: SESSIONS_A_SLICE,
          ...(cursor === null ? {} : { cursor }),
        });
        if (slice.items.length > 0) yield slice.items;
        cursor = slice.nextCursor;
      } while (cursor !== null);
    },
    histories: ({ itemIds, runs, since }) => readHistories(read, itemIds ?? null, runs, since ?? null),
    itemIds: () => read.itemIds(),
    reads: (itemIds) => read.reads(itemIds ?? null),
    inventory: () => read.inventory(),
    series: (by, metric, from, to) => read.series(by, metric, from, to),
    containers: (sourceId, limit) => read.containers(sourceId, limit),
    openSessions: (sourceId, since) => read.openSessions(sourceId, since),
    async changedElsewhere() {
      const before = othersVersion;
      othersVersion = await write.othersVersion();
      return before !== null && before !== othersVersion;
    },
    ping: () => read.ping(),
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}

function sumOf(parts: readonly Written[]): Written {
  const sum = (field: "added" | "changed" | "unchanged") =>
    parts.reduce((total, part) => total + part[field], 0);
  const all = (field: "itemIds" | "deviceIds" | "policyIds") => [
    ...new Set(parts.flatMap((part) => part[field])),
  ];
  return {
    added: sum("added"),
    changed: sum("changed"),
    unchanged: sum("unchanged"),
    itemIds: all("itemIds"),
    deviceIds: all("deviceIds"),
    policyIds: all("policyIds"),
  };
}
