import { KINDS, STATUSES } from "@lastgood/normalize";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "./schema.ts";
import type { GroupSort, Place } from "./session-order.ts";
import type { Stream } from "./session-streams.ts";

/** Sessions that stand together in a sort by groups, and the group's place in it. */
export interface Group {
  place: Place;
  stream: Stream;
}

const NAMES_A_QUERY = 100;

/** The groups in their order, from that of the place on. */
export function groupsOf(
  db: Db,
  sort: GroupSort,
  isDescending: boolean,
  from: Place | null,
): AsyncIterable<Group> {
  if (sort === "status") return ofWords(STATUSES, "status", isDescending, from);
  if (sort === "kind") return ofWords(KINDS, "kind", isDescending, from);
  if (sort === "source") return ofSources(db, isDescending, from);
  if (sort === "workload") return ofWorkloads(db, isDescending, from);
  if (sort === "client") return ofClients(db, isDescending, from);
  return ofNamed(db, sort, isDescending, from);
}

type Value = Place[number];

/** Whether a group at this place comes before that one; nulls last. */
function isBefore(place: Place, from: Place, isDescending: boolean): boolean {
  for (const [i, value] of place.entries()) {
    const other = from[i] as Value;
    if (value === other) continue;
    if (value === null || other === null) return other === null;
    return value < other !== isDescending;
  }
  return false;
}

async function* listed(groups: Group[], isDescending: boolean, from: Place | null): AsyncGenerator<Group> {
  groups.sort((a, b) => (isBefore(a.place, b.place, isDescending) ? -1 : 1));
  for (const group of groups) if (from === null || !isBefore(group.place, from, isDescending)) yield group;
}

function ofWords(
  words: readonly string[],
  column: "status" | "kind",
  isDescending: boolean,
  from: Place | null,
): AsyncGenerator<Group> {
  const groups = words.map((word, value) => ({ place: [word], stream: { column, value } }));
  return listed(groups, isDescending, from);
}

async function* ofSources(db: Db, isDescending: boolean, from: Place | null): AsyncGenerator<Group> {
  const rows = await db.selectFrom("sources").select(["key", "id"]).execute();
  const groups = rows.map(({ key, id }): Group => {
    return { place: [id], stream: { column: "source_key", value: key } };
  });
  yield* listed(groups, isDescending, from);
}

async function* ofWorkloads(db: Db, isDescending: boolean, from: Place | null): AsyncGenerator<Group> {
  // From one that is there to the next: their sessions are never walked through.
  const { rows } = await sql<{ key: number; name: string }>`
    with recursive there (key) as (
      select min(workload_key) from sessions
      union all
      select (select min(workload_key) from sessions where workload_key > there.key) from there where there.key is not null
    )
    select texts.key, lower(texts.text) as name from there join texts on texts.key = there.key`.execute(db);
  const groups = rows.map(({ key, name }): Group => {
    return { place: [name, key], stream: { column: "workload_key", value: key } };
  });
  groups.push({ place: [null, null], stream: { column: "workload_key", value: null } });
  yield* listed(groups, isDescending, from);
}

interface NamedRow {
  name: string;
  key: number;
}

/** Rows of a table by name, from a place on, in slices. */
async function* byName(
  db: Db,
  table: "devices" | "policies" | "clients",
  isDescending: boolean,
  from: Place | null,
  condition: RawBuilder<SqlBool> = sql`1 = 1`,
): AsyncGenerator<NamedRow> {
  if (from?.[0] === null) return;
  const name = sql<string>`lower(coalesce(name, id))`;
  const [direction, past] = [sql.raw(isDescending ? "desc" : "asc"), sql.raw(isDescending ? "<" : ">")];
  let last = from === null ? null : { name: from[0] as string, key: from[1] as number, isIncluded: true };
  for (;;) {
    const after =
      last === null
        ? sql`1 = 1`
        : sql`${name} ${past}= ${last.name} and (${name} ${past} ${last.name} or key ${past}${sql.raw(last.isIncluded ? "=" : "")} ${last.key})`;
    const { rows } = await sql<NamedRow>`select ${name} as name, key from ${sql.table(table)}
      where ${condition} and ${after} order by ${name} ${direction}, key ${direction} limit ${NAMES_A_QUERY}`.execute(
      db,
    );
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < NAMES_A_QUERY) return;
    last = { ...end, isIncluded: false };
  }
}

async function* ofNamed(
  db: Db,
  sort: "device" | "policy",
  isDescending: boolean,
  from: Place | null,
): AsyncGenerator<Group> {
  const [table, column] =
    sort === "device" ? (["devices", "device_key"] as const) : (["policies", "policy_key"] as const);
  for await (const { name, key } of byName(db, table, isDescending, from))
    yield { place: [name, key], stream: { column, value: key } };
  yield { place: [null, null], stream: { column, value: null } };
}

/** Of each client its devices by name, then what has no device; at last what has no client. */
async function* ofClients(db: Db, isDescending: boolean, from: Place | null): AsyncGenerator<Group> {
  const within = async function* (client: NamedRow | null, start: Place | null): AsyncGenerator<Group> {
    const place = client === null ? [null, null] : [client.name, client.key];
    const own = client?.key ?? null;
    const ofClient = own === null ? sql<SqlBool>`client_key is null` : sql<SqlBool>`client_key = ${own}`;
    for await (const { name, key } of byName(db, "devices", isDescending, start, ofClient))
      yield { place: [...place, name, key], stream: { column: "device_key", value: key } };
    const stream: Stream =
      own === null
        ? { column: "device_key", value: null, isWithoutClient: true }
        : { column: "client_key", value: own };
    yield { place: [...place, null, null], stream };
  };
  const startOf = (client: NamedRow | null) =>
    from !== null && from[1] === (client?.key ?? null) ? from.slice(2, 4) : null;
  for await (const client of byName(db, "clients", isDescending, from))
    yield* within(client, startOf(client));
  yield* within(null, startOf(null));
}
