import { sql } from "kysely";
import type { Heard } from "../store.ts";
import { isPostgres } from "./differences.ts";
import type { Db } from "./schema.ts";

/** Where other processes hear of a write, at its commit; SQLite's file tells by itself. */
export const CHANNEL = "lastgood_written";

/** PostgreSQL takes less than 8,000 bytes at a time. */
const MOST_BYTES = 7_500;
/** Of a write that touched more, others read everything anew. */
const MOST_PARTS = 40;

const NOTHING = { added: 0, changed: 0, itemIds: [], deviceIds: [], policyIds: [] };
const LISTS = ["itemIds", "deviceIds", "policyIds"] as const;

/** Tells of a write to this source, or (null) of one that may have touched anything; without `written`, of its record alone. */
export async function tellOthers(
  tx: Db,
  sourceId: string | null,
  written: Heard["written"] = NOTHING,
  { read = null, isListed = false }: Partial<Pick<Heard, "read" | "isListed">> = {},
): Promise<void> {
  if (!isPostgres(tx)) return;
  for (const payload of payloadsOf({ sourceId, written, read, isListed }))
    await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(tx);
}

/** In as many parts as it takes. */
export function payloadsOf(heard: Heard): string[] {
  const { sourceId, written, read, isListed } = heard;
  const parts: Heard[] = [];
  const common = { sourceId, read, isListed };
  let part: Heard = { ...common, written: { ...written, itemIds: [], deviceIds: [], policyIds: [] } };
  let bytes = bytesOf(part);
  // So many devices were read that they alone are too much.
  if (bytes > MOST_BYTES) return [JSON.stringify(EVERYTHING)];
  for (const list of LISTS) {
    for (const id of written[list]) {
      const more = Buffer.byteLength(JSON.stringify(id)) + 1;
      if (bytes + more > MOST_BYTES) {
        parts.push(part);
        part = { ...common, written: { ...NOTHING, itemIds: [], deviceIds: [], policyIds: [] } };
        bytes = bytesOf(part);
      }
      part.written[list].push(id);
      bytes += more;
    }
  }
  parts.push(part);
  return (parts.length > MOST_PARTS ? [EVERYTHING] : parts).map((one) => JSON.stringify(one));
}

function bytesOf(part: Heard): number {
  return Buffer.byteLength(JSON.stringify(part));
}

/** What another process told; a payload of another version's may mean anything. */
export function readTold(payload: string): Heard {
  try {
    const { sourceId, written, read, isListed } = JSON.parse(payload) as Heard;
    const isKnown =
      LISTS.every((list) => Array.isArray(written[list])) && written.added >= 0 && read !== undefined;
    if (typeof sourceId === "string" && isKnown) return { sourceId, written, read, isListed };
  } catch {
    // As of one that cannot be read.
  }
  return EVERYTHING;
}

/** Nobody knows what was written. */
export const EVERYTHING: Heard = { sourceId: null, written: NOTHING, read: null, isListed: false };
