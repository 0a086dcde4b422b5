/** What differs between dialects in a table's definition. */
export interface ColumnTypes {
  key: string;
  bytes: string;
}

export const SQLITE_TYPES: ColumnTypes = { key: "integer primary key", bytes: "blob" };

type Migration = (types: ColumnTypes) => string[];

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

/** Forward only. What was once released is never edited: a change is a new entry at the end. */
export const MIGRATIONS: readonly Migration[] = [
  firstTables,
  clientsOfItems,
  itemsOfPolicyItems,
  timesOfStatus,
  listsOfInventories,
];
