/** What is taken of a row, in both dialects. `""` and `"n/a"` say nothing, whatever the type; more keys are normal. */
export interface BackupRow {
  id?: unknown;
  client_id?: unknown;
  client_name?: unknown;
  instance_id?: unknown;
  instance_name?: unknown;
  /** Newer appliances: the database's or machine's name, else the client's. */
  asset_name?: unknown;
  database_name?: unknown;
  vm_name?: unknown;
  app_name?: unknown;
  type?: unknown;
  status?: unknown;
  complete?: unknown;
  /** The documentation's name for the start, and the newer appliances'. */
  start_date_time?: unknown;
  start_time?: unknown;
  /** Newer appliances only. */
  complete_time?: unknown;
  duration?: unknown;
  /** MB. */
  size?: unknown;
  sync_size?: unknown;
  files?: unknown;
  output?: unknown;
  sync_message?: unknown;
  presync_seconds?: unknown;
  sync_seconds?: unknown;
  postsync_seconds?: unknown;
}

const ABSENT = /^\s*(n\/a)?\s*$/i;

/** The appliance writes `""` and `"n/a"`, for booleans too, where it has nothing to say: null then. */
export function present(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "string" && ABSENT.test(value) ? null : value;
}

/** The row without the members that say nothing. */
export function presentMembers(row: Record<string, unknown>): BackupRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => present(value) !== null));
}
