import type { DeviceKind, Named, Session } from "@lastgood/normalize";
import type { Db } from "./schema.ts";
import { type SessionNames, toSession } from "./session-row.ts";
import { slices } from "./slices.ts";

/** These sessions with their names, in the order of the keys. */
export async function sessionsByKey(db: Db, keys: readonly number[]): Promise<Session[]> {
  const found = new Map<number, Session>();
  for (const some of slices(keys, 1000)) {
    for (const row of await selectNamed(db).where("sessions.key", "in", some).execute()) {
      found.set(row.key, toSession(row, namesOf(row)));
    }
  }
  return keys.flatMap((key) => found.get(key) ?? []);
}

function selectNamed(db: Db) {
  return db
    .selectFrom("sessions")
    .innerJoin("sources", "sources.key", "sessions.source_key")
    .leftJoin("devices", "devices.key", "sessions.device_key")
    .leftJoin("policies", "policies.key", "sessions.policy_key")
    .leftJoin("clients", (join) =>
      join.on("clients.key", "=", (eb) => eb.fn.coalesce("devices.client_key", "sessions.client_key")),
    )
    .leftJoin("sites", (join) =>
      join.on("sites.key", "=", (eb) => eb.fn.coalesce("devices.site_key", "sessions.site_key")),
    )
    .leftJoin("texts as types", "types.key", "sessions.type_key")
    .leftJoin("texts as words", "words.key", "sessions.word_key")
    .leftJoin("texts as workloads", "workloads.key", "sessions.workload_key")
    .leftJoin("texts as messages", "messages.key", "sessions.message_key")
    .selectAll("sessions")
    .select(["types.text as vendor_type", "words.text as vendor_status"])
    .select(["workloads.text as workload", "messages.text as message"])
    .select(["sources.id as source_id", "sources.vendor as vendor"])
    .select(["devices.id as device_id", "devices.name as device_name", "devices.kind as device_kind"])
    .select(["policies.id as policy_id", "policies.name as policy_name"])
    .select(["clients.id as client_id", "clients.name as client_name"])
    .select(["sites.id as site_id", "sites.name as site_name"]);
}

type SelectedRow = Awaited<ReturnType<ReturnType<typeof selectNamed>["execute"]>>[number];

function namesOf(row: SelectedRow): SessionNames {
  const { vendor } = row;
  if (vendor === null) throw new Error(`source ${row.source_id} has sessions and no vendor`);
  return {
    vendor,
    device: deviceOf(row.device_id, row.device_name, row.device_kind),
    policy: namedOf(row.policy_id, row.policy_name),
    client: namedOf(row.client_id, row.client_name),
    site: namedOf(row.site_id, row.site_name),
  };
}

export function namedOf(id: string | null, name: string | null): Named | null {
  return id === null ? null : { id, name };
}

export function deviceOf(id: string | null, name: string | null, kind: DeviceKind | null) {
  return id === null ? null : { id, name, kind };
}
