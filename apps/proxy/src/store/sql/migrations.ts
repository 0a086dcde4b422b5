import { KINDS, LEVELS, STATUSES } from "@lastgood/normalize";
import type { Db } from "./schema.ts";
import { fillTexts } from "./texts.ts";

/** What differs between dialects in a table's definition. */
export interface ColumnTypes {
  /** A key that the database gives. */
  key: string;
  /** The key of another table's row, as this one's own. */
  sharedKey: string;
  bytes: string;
  /** Ends an index: rows that are equal in all else come by their key. SQLite's indexes do so anyway. */
  thenKey: string;
}

export const SQLITE_TYPES: ColumnTypes = {
  key: "integer primary key",
  sharedKey: "integer primary key",
  bytes: "blob",
  thenKey: "",
};

/** Statements in order, and steps that need more than SQL. */
export type Migration = (types: ColumnTypes) => (string | ((tx: Db) => Promise<void>))[];

const named = ({ key }: ColumnTypes): string => `
  key ${key},
  source_key bigint not null references sources (key),
  id text not null unique,
  name text,
  named_at bigint not null`;

const listed = `
  read_at bigint,
  listed_at bigint,
  listed_in bigint,
  missing_since bigint`;

const firstTables: Migration = (types) => [
  `create table sources (
    key ${types.key},
    id text not null unique,
    vendor text,
    host text,
    last_polled_at bigint,
    last_good_poll_at bigint,
    last_poll_ms bigint,
    error text,
    learnt text,
    certificate_ends_at bigint,
    cursor text,
    read_at bigint,
    session_count bigint not null default 0,
    inventory_count bigint not null default 0,
    inventory_at bigint
  )`,
  `create table clients (${named(types)})`,
  `create table sites (${named(types)})`,
  `create table devices (${named(types)},
    kind text,
    client_key bigint references clients (key),
    site_key bigint references sites (key),
    protected bigint not null default 0,
    ${listed}
  )`,
  `create table policies (${named(types)},
    removed bigint not null default 0,
    ${listed}
  )`,
  `create table items (
    key ${types.key},
    id text not null unique,
    source_key bigint not null references sources (key),
    item_key text not null,
    device_key bigint references devices (key),
    policy_key bigint references policies (key),
    workload text,
    vendor_type text,
    first_seen_at bigint not null,
    latest_at bigint not null,
    superseded bigint not null default 0,
    policy_item_key bigint references items (key),
    unique (source_key, item_key)
  )`,
  "create index items_of_device on items (device_key)",
  "create index items_of_policy on items (policy_key)",
  `create table sessions (
    key ${types.key},
    id text not null unique,
    source_key bigint not null references sources (key),
    vendor_id text,
    parent_id text,
    kind text not null,
    status text not null,
    vendor_type text,
    vendor_status text,
    level text,
    device_key bigint references devices (key),
    policy_key bigint references policies (key),
    client_key bigint references clients (key),
    site_key bigint references sites (key),
    item_key bigint references items (key),
    workload text,
    at bigint not null,
    started_at bigint,
    ended_at bigint,
    duration_ms bigint,
    selected_bytes bigint,
    processed_bytes bigint,
    transferred_bytes bigint,
    changed_bytes bigint,
    selected_items bigint,
    processed_items bigint,
    removed_items bigint,
    changed_items bigint,
    error_count bigint,
    message text,
    flags bigint not null,
    issues text,
    first_seen_at bigint not null,
    content text not null
  )`,
  "create index sessions_by_at on sessions (at, key)",
  "create index sessions_of_source on sessions (source_key, at, key)",
  "create index sessions_of_device on sessions (device_key, at, key) where device_key is not null",
  "create index sessions_of_policy on sessions (policy_key, at, key) where policy_key is not null",
  "create index sessions_of_item on sessions (item_key, at, key) where item_key is not null",
  "create index sessions_by_status on sessions (status, at, key)",
  "create index sessions_of_parent on sessions (parent_id) where parent_id is not null",
  "create index sessions_of_unknown_type on sessions (source_key, vendor_type) where kind = 'other'",
  `create table raw_records (
    session_key bigint not null primary key references sessions (key) on delete cascade,
    format text not null,
    dictionary bigint not null,
    packed ${types.bytes} not null
  )`,
  `create table rejects (
    key ${types.key},
    source_key bigint not null references sources (key),
    content text not null,
    occurrence bigint not null,
    place bigint not null,
    reason text not null,
    record text,
    seen_at bigint not null,
    unique (source_key, content, occurrence)
  )`,
  `create table repeats (
    source_key bigint not null references sources (key),
    content text not null,
    occurrence bigint not null,
    seen_at bigint not null,
    primary key (source_key, content, occurrence)
  )`,
];

const clientsOfItems: Migration = () => [
  "alter table items add column client_key bigint references clients (key)",
  "alter table items add column site_key bigint references sites (key)",
];

const itemsOfPolicyItems: Migration = () => [
  "create index items_of_policy_item on items (policy_item_key) where policy_item_key is not null",
];

const timesOfStatus: Migration = () => ["alter table sessions add column status_seen_at bigint"];

/** A vendor's inventory may come in several lists, and how long one lacks a thing decides whether it is gone. */
const listsOfInventories: Migration = () => [
  ...["devices", "policies"].flatMap((table) => [
    `alter table ${table} add column list text not null default ''`,
    `alter table ${table} add column missed bigint not null default 0`,
    `alter table ${table} add column missed_in_shrink bigint not null default 0`,
    `alter table ${table} add column gone_at bigint`,
  ]),
  "alter table policies add column disabled bigint not null default 0",
  "alter table policies add column removed_at bigint",
];

const codes = (column: string, words: readonly string[]): string =>
  `case ${column} ${words.map((word, code) => `when '${word}' then ${code}`).join(" ")} end`;

/** Column of a session, by what it names in `texts`. */
const TEXT_COLUMNS = {
  vendor_type: "type_key",
  vendor_status: "word_key",
  workload: "workload_key",
  message: "message_key",
};

/**
 * Ten million sessions say the same few words: they stand once each. What the vocabularies of Lastgood's own hold is
 * kept as its place in them.
 */
const wordsOnce: Migration = ({ key, sharedKey, bytes, thenKey }) => [
  `create table texts (key ${key}, hash text not null unique, text text not null)`,
  (tx) => fillTexts(tx, Object.keys(TEXT_COLUMNS)),
  "create index texts_by_text on texts (text)",
  ...["kind", "status", "level"].map((column) => `alter table sessions add column ${column}_code bigint`),
  ...Object.values(TEXT_COLUMNS).map(
    (column) => `alter table sessions add column ${column} bigint references texts (key)`,
  ),
  `update sessions set
    kind_code = ${codes("kind", KINDS)}, status_code = ${codes("status", STATUSES)}, level_code = ${codes("level", LEVELS)},
    ${Object.entries(TEXT_COLUMNS)
      .map(
        ([column, textKey]) =>
          `${textKey} = (select texts.key from texts where texts.text = sessions.${column})`,
      )
      .join(", ")}`,
  ...[
    "texts_by_text",
    "sessions_by_at",
    "sessions_of_source",
    "sessions_of_device",
    "sessions_of_policy",
    "sessions_of_item",
    "sessions_by_status",
    "sessions_of_unknown_type",
  ].map((index) => `drop index ${index}`),
  ...["kind", "status", "level", ...Object.keys(TEXT_COLUMNS)].map(
    (column) => `alter table sessions drop column ${column}`,
  ),
  ...["kind", "status", "level"].map(
    (column) => `alter table sessions rename column ${column}_code to ${column}`,
  ),
  ...["source_key", "device_key", "policy_key", "status", "kind", "workload_key"].map(
    (column) => `create index sessions_of_${column} on sessions (${column}, at${thenKey})`,
  ),
  ...["item_key", "client_key", "site_key", "message_key"].map(
    (column) =>
      `create index sessions_of_${column} on sessions (${column}, at${thenKey}) where ${column} is not null`,
  ),
  `create index sessions_flagged on sessions (at${thenKey}) where flags <> 0`,
  `create index sessions_of_unknown_type on sessions (source_key, type_key) where kind = ${KINDS.indexOf("other")}`,
  ...[
    "at",
    "started_at",
    "ended_at",
    "duration_ms",
    "selected_bytes",
    "processed_bytes",
    "transferred_bytes",
    "error_count",
  ].map((column) => `create index sessions_by_${column} on sessions (${column}${thenKey})`),
  ...["clients", "devices", "policies"].map(
    (table) => `create index ${table}_by_name on ${table} (lower(coalesce(name, id))${thenKey})`,
  ),
  "create index devices_of_client on devices (client_key)",
  `create table raw_texts (
    session_key ${sharedKey} references sessions (key) on delete cascade,
    dictionary bigint not null,
    packed ${bytes} not null
  )`,
  "insert into raw_texts select session_key, case format when 'xml' then 0 else 1 end, packed from raw_records",
  "drop table raw_records",
];

/** What went by the retention: each session once, by its id's hash, and the items that lost some. */
const expiry: Migration = ({ sharedKey }) => [
  `create table expired (
    id_hash ${sharedKey},
    source_key bigint not null references sources (key)
  )`,
  "alter table sources add column expired_count bigint not null default 0",
  "alter table items add column expired bigint not null default 0",
];

/** Forward only. What was once released is never edited: a change is a new entry at the end. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  clientsOfItems,
  itemsOfPolicyItems,
  timesOfStatus,
  listsOfInventories,
  wordsOnce,
  expiry,
];
