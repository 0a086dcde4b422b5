/** What is taken of a row, in both dialects; undefined where the row says nothing. More keys are normal. */
export interface BackupRow {
  id: unknown;
  client_id: unknown;
  client_name: unknown;
  instance_id: unknown;
  instance_name: unknown;
  /** Newer appliances: the database's or machine's name, else the client's. */
  asset_name: unknown;
  database_name: unknown;
  vm_name: unknown;
  app_name: unknown;
  type: unknown;
  status: unknown;
  complete: unknown;
  /** The documentation's name for the start, and the newer appliances'. */
  start_date_time: unknown;
  start_time: unknown;
  /** Newer appliances only. */
  complete_time: unknown;
  duration: unknown;
  /** MB. */
  size: unknown;
  sync_size: unknown;
  files: unknown;
  output: unknown;
  sync_message: unknown;
  presync_seconds: unknown;
  sync_seconds: unknown;
  postsync_seconds: unknown;
}

/** The appliance writes `""` and `"n/a"`, for booleans too, where it has nothing to say: null then. */
export function present(value: unknown): unknown {
  return told(value) ?? null;
}

function told(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== "string") return value;
  const word = value.trim();
  return word === "" || (word.length === 3 && word.toLowerCase() === "n/a") ? undefined : value;
}

/** What is taken of the row. Written out, since a loop over the names takes several times as long. */
export function presentMembers(row: Record<string, unknown>): BackupRow {
  return {
    id: told(row.id),
    client_id: told(row.client_id),
    client_name: told(row.client_name),
    instance_id: told(row.instance_id),
    instance_name: told(row.instance_name),
    asset_name: told(row.asset_name),
    database_name: told(row.database_name),
    vm_name: told(row.vm_name),
    app_name: told(row.app_name),
    type: told(row.type),
    status: told(row.status),
    complete: told(row.complete),
    start_date_time: told(row.start_date_time),
    start_time: told(row.start_time),
    complete_time: told(row.complete_time),
    duration: told(row.duration),
    size: told(row.size),
    sync_size: told(row.sync_size),
    files: told(row.files),
    output: told(row.output),
    sync_message: told(row.sync_message),
    presync_seconds: told(row.presync_seconds),
    sync_seconds: told(row.sync_seconds),
    postsync_seconds: told(row.postsync_seconds),
  };
}
