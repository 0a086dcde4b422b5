import type { DeviceKind, Vendor } from "@lastgood/normalize";
import type { Generated, Kysely } from "kysely";

/** What the SQL is written against, whatever the dialect; a transaction is one too. */
export type Db = Kysely<Tables>;

/**
 * Sessions carry small integer keys; names stand once each in tables of their own, so that a rename touches one row.
 * Times are epoch milliseconds, yes and no are 1 and 0.
 */
export interface Tables {
  store_version: { version: number };
  sources: SourcesTable;
  clients: NamesTable;
  sites: NamesTable;
  devices: DevicesTable;
  policies: PoliciesTable;
  items: ItemsTable;
  sessions: SessionsTable;
  texts: TextsTable;
  raw_texts: RawTextsTable;
  item_marks: ItemMarksTable;
  daily_figures: DailyFiguresTable;
  hourly_figures: HourlyFiguresTable;
  rejects: RejectsTable;
  repeats: RepeatsTable;
  expired: ExpiredTable;
  leases: LeasesTable;
  proxies: { id: string; until_at: number };
}

export interface SourcesTable {
  key: Generated<number>;
  id: string;
  /** Null, as is `host`, until a session or the source's record tells it. */
  vendor: Vendor | null;
  host: string | null;
  last_polled_at: number | null;
  last_good_poll_at: number | null;
  last_poll_ms: number | null;
  /** JSON. */
  error: string | null;
  learnt: string | null;
  certificate_ends_at: number | null;
  cursor: string | null;
  /** End of the last complete read of the whole source. */
  read_at: number | null;
  /** Those that are kept. */
  session_count: Generated<number>;
  /** Rows of `expired`. */
  expired_count: Generated<number>;
  /** Inventories so far, and when the last one was. */
  inventory_count: Generated<number>;
  inventory_at: number | null;
}

export interface NamesTable {
  key: Generated<number>;
  source_key: number;
  id: string;
  name: string | null;
  /** The time that the name speaks of: an older session does not bring back an older name. */
  named_at: number;
}

interface Listed {
  read_at: number | null;
  /** When, and in which inventory by number, it was last listed; null where it never was. */
  listed_at: number | null;
  listed_in: number | null;
  /** Which of its vendor's lists told it; empty where there is only one. */
  list: Generated<string>;
  /** When the first complete inventory lacked it; null while it is listed. */
  missing_since: number | null;
  /** How many complete inventories in a row lack it. */
  missed: Generated<number>;
  /** 1: more than a tenth of its list went missing with it. */
  missed_in_shrink: Generated<number>;
  /** When so many had lacked it for so long that it counts as gone; null until then. */
  gone_at: number | null;
  /** When its backup was last switched off, and on again. */
  off_from: number | null;
  off_to: number | null;
}

export interface DevicesTable extends NamesTable, Listed {
  kind: DeviceKind | null;
  client_key: number | null;
  site_key: number | null;
  protected: Generated<number>;
}

export interface PoliciesTable extends NamesTable, Listed {
  removed: Generated<number>;
  /** When the vendor first said so; null while it has it. */
  removed_at: number | null;
  disabled: Generated<number>;
}

export interface ItemsTable {
  key: Generated<number>;
  id: string;
  source_key: number;
  item_key: string;
  device_key: number | null;
  policy_key: number | null;
  /** Only of an item without a device, as on sessions. */
  client_key: number | null;
  site_key: number | null;
  workload: string | null;
  vendor_type: string | null;
  first_seen_at: number;
  /** `at` of the newest session that told the columns above. */
  latest_at: number;
  /** 1: a policy's or container's item whose devices count in its place. */
  superseded: Generated<number>;
  /**
   * No session of its that went by the retention, or came too old for it, began later; 0: none went; 1: an earlier program did
   * not keep when.
   */
  expired: Generated<number>;
  /** Of a device's item: the superseded item of its policy. */
  policy_item_key: number | null;
}

export interface SessionsTable {
  key: Generated<number>;
  id: string;
  source_key: number;
  /** Empty where the session's own id ends with it. */
  vendor_id: string | null;
  parent_id: string | null;
  /** Places in KINDS, STATUSES and LEVELS. */
  kind: number;
  status: number;
  level: number | null;
  /** The vendor's type and status word, in `texts`. */
  type_key: number | null;
  word_key: number | null;
  device_key: number | null;
  policy_key: number | null;
  /** Only of a session without a device: else the device's own client and site hold. */
  client_key: number | null;
  site_key: number | null;
  /** Only of backup kinds. */
  item_key: number | null;
  workload_key: number | null;
  message_key: number | null;
  at: number;
  started_at: number | null;
  ended_at: number | null;
  duration_ms: number | null;
  selected_bytes: number | null;
  processed_bytes: number | null;
  transferred_bytes: number | null;
  changed_bytes: number | null;
  selected_items: number | null;
  processed_items: number | null;
  removed_items: number | null;
  changed_items: number | null;
  error_count: number | null;
  /** One bit a flag, in the order of FLAGS. */
  flags: number;
  /** JSON; null where there are none. */
  issues: string | null;
  first_seen_at: number;
  /** Null where its status has been the same since it was first seen. */
  status_seen_at: number | null;
  /** The worst that it was before its status last changed; null where it never did. */
  status_before: number | null;
  /** Hash of all that the vendor said but for names: tells whether a later reading says anything else. */
  content: string;
}

/** What vendors say in words, once each. */
export interface TextsTable {
  key: Generated<number>;
  hash: string;
  text: string;
}

export interface RawTextsTable {
  session_key: number;
  /** Number of the preset dictionary that `packed` was deflated with, twice, and one more for JSON. */
  dictionary: number;
  packed: Uint8Array;
}

/** What an item's state rests on first, by the order of its sessions; kept up as they are written. */
export interface ItemMarksTable {
  item_key: number;
  newest_key: number | null;
  newest_at: number;
  good_key: number | null;
  /** The first of those that failed since the last that did not, and how many they are; null and 0 where none did. */
  failing_key: number | null;
  failures: number;
}

/** Sums of a period's sessions; null where none tells the figure. They outlive the sessions. */
export interface FigureColumns {
  success: number;
  warning: number;
  failed: number;
  interrupted: number;
  canceled: number;
  not_started: number;
  running: number;
  unknown: number;
  selected_bytes: number | null;
  processed_bytes: number | null;
  transferred_bytes: number | null;
  duration_sum: number | null;
  duration_min: number | null;
  duration_max: number | null;
}

/** `day`: days since 1970 in UTC, of `at`. */
export interface DailyFiguresTable extends FigureColumns {
  item_key: number;
  day: number;
}

/** `hour`: hours since 1970, of `at`. Of all kinds of sessions. */
export interface HourlyFiguresTable extends FigureColumns {
  source_key: number;
  hour: number;
}

export interface RejectsTable {
  key: Generated<number>;
  source_key: number;
  content: string;
  /** Place among equal records of one reply, from 0. */
  occurrence: number;
  place: number;
  reason: string;
  /** Null once newer ones took its room: it still counts, and is still known when read again. */
  record: string | null;
  seen_at: number;
}

export interface RepeatsTable {
  source_key: number;
  content: string;
  occurrence: number;
  seen_at: number;
}

/** Sessions that are older than the retention and not kept, so that one told again is counted once. */
export interface ExpiredTable {
  /** 52 bits of the session's id. */
  id_hash: number;
  source_key: number;
}

export interface LeasesTable {
  source_id: string;
  /** Null once it was given back; one whose time is over holds nothing. */
  holder: string | null;
  fence: number;
  until_at: number;
  told: string | null;
}
