import { DatabaseSync } from "node:sqlite";
import { packRaw } from "../../../apps/proxy/src/store/sql/raw-text.ts";
import { rebuildSlice } from "../../../apps/proxy/src/store/sql/rebuild.ts";
import {
  contentOfSession,
  SESSION_COLUMNS,
  toSessionRow,
} from "../../../apps/proxy/src/store/sql/session-row.ts";
import { openFile } from "../../../apps/proxy/src/store/sqlite/open-file.ts";
import { isBackupKind, type Normalized, type Session } from "../../../packages/normalize/src/index.ts";
import type { World } from "./world.ts";

/** Nights a transaction. */
const NIGHTS_AT_ONCE = 4;

/**
 * Adds nights to a store that has had one of the same world by the real path, as that would leave it: the rows first, then
 * their indexes, then what is kept beside them. Ten million sessions would take that path an hour and more.
 */
export async function layDown(
  path: string,
  world: World,
  nights: { from: number; to: number; seenAt(night: number): number },
  say: (line: string) => void,
): Promise<void> {
  const file = new DatabaseSync(path);
  file.exec("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -500000");
  file.exec("pragma temp_store = memory");
  const indexes = file
    .prepare(
      "select name, sql from sqlite_master where type = 'index' and tbl_name = 'sessions' and sql is not null",
    )
    .all() as { name: string; sql: string }[];
  for (const { name } of indexes) file.exec(`drop index ${name}`);
  const keys = readKeys(file);
  const row = file.prepare(
    `insert into sessions (${SESSION_COLUMNS.join(",")}) values (${SESSION_COLUMNS.map(() => "?").join(",")})`,
  );
  const raw = file.prepare("insert into raw_texts (session_key, dictionary, packed) values (?, ?, ?)");
  const startedAt = performance.now();
  let sessions = 0;
  for (let night = nights.from; night < nights.to; night += 1) {
    if ((night - nights.from) % NIGHTS_AT_ONCE === 0)
      file.exec(night === nights.from ? "begin" : "commit; begin");
    const seenAt = nights.seenAt(night);
    for (const { sourceId, sessions: some } of world.day(night)) {
      for (const given of some) {
        const kept = rowOf(given, keys, sourceId, seenAt);
        const { lastInsertRowid } = row.run(
          ...(SESSION_COLUMNS.map((column) => kept[column] ?? null) as never[]),
        );
        const { dictionary, packed } = packRaw(given.session, given.raw);
        raw.run(lastInsertRowid, dictionary, packed);
      }
      sessions += some.length;
      file
        .prepare("update sources set session_count = session_count + ? where id = ?")
        .run(some.length, sourceId);
    }
    say(
      `night ${night + 1 - nights.from}, ${Math.round((sessions / (performance.now() - startedAt)) * 1000)} sessions/s`,
    );
  }
  file.exec("commit");
  for (const [i, { sql }] of indexes.entries()) {
    say(`index ${i + 1} of ${indexes.length}`);
    file.exec(sql);
  }
  file.exec(
    "update items set latest_at = coalesce((select max(at) from sessions where item_key = items.key), latest_at)",
  );
  file.exec("pragma journal_mode = wal");
  file.close();
  const { db, close } = await openFile("writes", path);
  let place: Awaited<ReturnType<typeof rebuildSlice>>["next"] = null;
  do {
    place = (await rebuildSlice(db, null, place, 200)).next;
    say(`what stands beside the sessions, ${JSON.stringify(place)}`);
  } while (place !== null);
  await close();
}

type Keys = Record<"sources" | "devices" | "policies" | "clients" | "items" | "texts", Map<string, number>>;

function readKeys(file: DatabaseSync): Keys {
  const read = (table: string, name: string) =>
    new Map(
      (
        file.prepare(`select key, ${name} as name from ${table}`).all() as { key: number; name: string }[]
      ).map(({ key, name: id }) => [id, key]),
    );
  return {
    sources: read("sources", "id"),
    devices: read("devices", "id"),
    policies: read("policies", "id"),
    clients: read("clients", "id"),
    items: read("items", "item_key"),
    texts: read("texts", "text"),
  };
}

function rowOf({ session, itemKey, raw }: Normalized, keys: Keys, sourceId: string, seenAt: number) {
  const of = (table: keyof Keys, name: string | null | undefined): number | null => {
    if (name == null) return null;
    const key = keys[table].get(name);
    if (key === undefined) throw new Error(`the first night had no ${name} in ${table}`);
    return key;
  };
  const own = (named: Session["client"]) => (session.device === null ? of("clients", named?.id) : null);
  const all = {
    source_key: of("sources", sourceId) as number,
    device_key: of("devices", session.device?.id),
    policy_key: of("policies", session.policy?.id),
    client_key: own(session.client),
    site_key: null,
    item_key: isBackupKind(session.kind) ? of("items", itemKey) : null,
    type_key: of("texts", session.vendorType),
    word_key: of("texts", session.vendorStatus),
    workload_key: of("texts", session.workload),
    message_key: of("texts", session.message),
  };
  return toSessionRow(session, all, seenAt, contentOfSession(session, all, raw.text));
}
