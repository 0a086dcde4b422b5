/** What is taken of a row, in both dialects. `""` and `"n/a"` say nothing, whatever the type; more keys are normal. */
const ROW_FIELDS = [
  "id",
  "client_id",
  "client_name",
  "instance_id",
  "instance_name",
  /** Newer appliances: the database's or machine's name, else the client's. */
  "asset_name",
  "database_name",
  "vm_name",
  "app_name",
  "type",
  "status",
  "complete",
  /** The documentation's name for the start, and the newer appliances'. */
  "start_date_time",
  "start_time",
  /** Newer appliances only. */
  "complete_time",
  "duration",
  /** MB. */
  "size",
  "sync_size",
  "files",
  "output",
  "sync_message",
  "presync_seconds",
  "sync_seconds",
  "postsync_seconds",
] as const;

export type BackupRow = { [field in (typeof ROW_FIELDS)[number]]?: unknown };

const ABSENT = /^\s*(n\/a)?\s*$/i;

/** The appliance writes `""` and `"n/a"`, for booleans too, where it has nothing to say: null then. */
export function present(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "string" && ABSENT.test(value) ? null : value;
}

/** What is taken of the row and says anything. */
export function presentMembers(row: Record<string, unknown>): BackupRow {
  const taken: BackupRow = {};
  for (const field of ROW_FIELDS) {
    const value = present(row[field]);
    if (value !== null) taken[field] = value;
  }
  return taken;
}
