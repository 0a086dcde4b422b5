import { resolve } from "node:path";
import type { Session } from "@lastgood/normalize";
import { createDamageGuard } from "./damage-guard.ts";
import { readHistories } from "./read-histories.ts";
import { retentionCut } from "./retention-cut.ts";
import { slices } from "./sql/slices.ts";
import type { MayStop, Store, Written } from "./store.ts";
import { StoreError } from "./store-error.ts";
import { createWideReader, sameReader, type WideReader } from "./wide-reader.ts";
import { startWorker, type WorkerLink } from "./worker/worker-link.ts";
import type { Place } from "./worker/worker-messages.ts";

export interface OpenOptions {
  /** What a relative path in the address is relative to. */
  folder: string;
  /** How long sessions are kept, milliseconds; null: forever. Asked at each write, for a configuration may change. */
  retentionMs?: () => number | null;
  /** Told once, when damage is first met. */
  onDamage?: (error: StoreError) => void;
}

/** Each slice is copied between threads and written in one transaction: at most some 20 ms on either side. */
const SESSIONS_A_SLICE = 500;

/**
 * Opens the store at `file:path`, with the folder and file made where they are not there, or on the PostgreSQL server at
 * `postgres://…`. Throws StoreError for one that is damaged, foreign, of a newer version or out of reach; it is then left
 * as it was.
 */
export async function openStore(url: string, options: OpenOptions): Promise<Store> {
  const place = placeOf(url, options.folder);
  // The writer first: it makes the store and brings it to this version.
  const writer = await startWorker("writes", place);
  try {
    const reader = await startWorker("reads", place);
    // A server answers several at a time; a file's thread one after the other.
    const wide = "file" in place ? createWideReader(() => startWorker("reads", place)) : sameReader(reader);
    return storeOver(reader, writer, { ...options, wide });
  } catch (error) {
    await writer.close();
    throw error;
  }
}

function placeOf(url: string, folder: string): Place {
  if (/^postgres(ql)?:\/\//.test(url)) return { server: url };
  if (url.startsWith("file:"))
    return { file: resolve(folder, url.slice("file:".length).replace(/^\/\/(?=\/)/, "")) };
  throw new StoreError(`The store's address must begin with file: or postgres://; it is ${schemeOf(url)}.`);
}

/** No more than the scheme: the rest may hold a password. */
function schemeOf(url: string): string {
  return /^[a-z]+:/i.exec(url)?.[0] ?? "without a scheme";
}

/** The store over a link for reads and one for writes, wherever they lead. */
export function storeOver(
  reader: WorkerLink<"reads">,
  writer: WorkerLink<"writes">,
  {
    retentionMs = () => null,
    onDamage = () => {},
    wide = sameReader(reader),
  }: Omit<OpenOptions, "folder"> & { wide?: WideReader } = {},
): Store {
  const guard = createDamageGuard(onDamage);
  const read = guard.over(reader.call, "reads");
  const readFor = (asker: MayStop | undefined) => guard.over(reader.callFor(asker), "reads");
  // In an object: what a promise gives must not itself look like one, as anything with every method does.
  const readWide = async (asker: MayStop | undefined) => ({
    read: guard.over((await wide.link()).callFor(asker), "reads"),
  });
  const write = guard.over(writer.call, "writes");
  return {
    async putSessions(sourceId, sessions, seenAt, fence = null, told = () => {}) {
      // Plain ids first: the session that a reading calls `id` has a better right to it than one it calls `id~start`.
      const ordered = [...sessions].sort(
        (a, b) => Number(a.session.id.includes("~")) - Number(b.session.id.includes("~")),
      );
      const written: Written[] = [];
      const cut = retentionCut(retentionMs(), Date.parse(seenAt));
      for (const slice of slices(ordered, SESSIONS_A_SLICE)) {
        const part = await write.sessions(sourceId, slice, seenAt, cut, fence);
        told(part);
        written.push(part);
      }
      return sumOf(written);
    },
    putRejects: (sourceId, rejects, repeats, seenAt, fence = null) =>
      write.rejects(sourceId, rejects, repeats, seenAt, fence),
    putInventory: (sourceId, inventory, seenAt, fence = null) =>
      write.inventory(sourceId, inventory, seenAt, fence),
    putSource: (record, fence = null) => write.source(record, fence),
    async putFlags(sessions) {
      for (const slice of slices([...sessions], SESSIONS_A_SLICE)) await write.flags(slice);
    },
    putRead: (sourceId, scope, readAt, fence = null) => write.read(sourceId, scope, readAt, fence),
    expire: (cut, after, rows) => write.expire(cut, after, rows),
    rebuild: (cut, after, size) => write.rebuild(cut, after, size),
    confirmRemoved: (sourceId) => write.confirmRemoved(sourceId),
    giveBack: (pages) => write.giveBack(pages),

    sources: (sourceId) => read.sources(sourceId ?? null),
    counts: () => read.counts(),
    rejects: (sourceId, limit, cursor) => read.rejects(sourceId, limit, cursor),
    unknownTypes: () => read.unknownTypes(),
    session: (id) => read.session(id),
    sessions: async (query, asker) => (await readWide(asker)).read.page(query),
    async *streamSessions(filter, sort, asker) {
      const { read } = await readWide(asker);
      const many = await read.isMany(filter);
      if (!many) {
        for (const keys of slices(await read.order(filter, sort), SESSIONS_A_SLICE)) {
          yield await read.byKey(keys);
        }
        return;
      }
      let cursor: string | null = null;
      do {
        const query = { ...filter, sort, limit: SESSIONS_A_SLICE, ...(cursor === null ? {} : { cursor }) };
        const slice: { items: Session[]; nextCursor: string | null } = await read.slice(query, many);
        if (slice.items.length > 0) yield slice.items;
        cursor = slice.nextCursor;
      } while (cursor !== null);
    },
    histories: ({ itemIds, runs, since }, asker) =>
      readHistories(readFor(asker), itemIds ?? null, runs, since ?? null),
    itemIds: () => read.itemIds(),
    reads: (itemIds) => read.reads(itemIds ?? null),
    inventory: () => read.inventory(),
    lines: async (by, asker) => (await readWide(asker)).read.lines(by),
    points: async (itemIds, metric, from, to, most, asker) =>
      (await readWide(asker)).read.points(itemIds, metric, from, to, most),
    figures: (of, from, to, most, asker) => readFor(asker).figures(of, from, to, most),
    containers: (sourceId, limit) => read.containers(sourceId, limit),
    openSessions: (sourceId, since) => read.openSessions(sourceId, since),
    listen: () => writer.call.listen(),
    heard: () => writer.call.heard(),
    leases: writer.call,
    damage: guard.damage,
    ping: () => read.ping(),
    async close() {
      await Promise.all([reader.close(), wide.close()]);
      await writer.close();
    },
  };
}

function sumOf(parts: readonly Written[]): Written {
  const sum = (field: "added" | "changed" | "unchanged" | "expired") =>
    parts.reduce((total, part) => total + part[field], 0);
  const all = (field: "itemIds" | "deviceIds" | "policyIds") => [
    ...new Set(parts.flatMap((part) => part[field])),
  ];
  return {
    added: sum("added"),
    changed: sum("changed"),
    unchanged: sum("unchanged"),
    expired: sum("expired"),
    itemIds: all("itemIds"),
    deviceIds: all("deviceIds"),
    policyIds: all("policyIds"),
  };
}
