import { isBackupKind, type Normalized, type Session } from "@lastgood/normalize";
import type { Written } from "../store.ts";
import { expireWritten, takeBackExpired } from "./expiry.ts";
import { createFigures } from "./figures.ts";
import { createMarks } from "./item-marks.ts";
import { followParents, itemIdOf, type ToldItem, takeItems } from "./items.ts";
import { followingRow, goesBack, type Kept, keptSessions, NOT_YET, placeOfSession } from "./kept-sessions.ts";
import { type Taken, takeDevices, takeNames, toTold, toToldDevice, touchedKeys } from "./names.ts";
import { itemVendorType, policyItemKey } from "./policy-item.ts";
import { packRaw } from "./raw-text.ts";
import type { Db } from "./schema.ts";
import { contentOfSession, type SessionRow, toSessionRow } from "./session-row.ts";
import { insertRows, type KeptRow, updateRow } from "./session-rows.ts";
import { takeSource } from "./source-key.ts";
import { tellOthers } from "./tell-others.ts";
import { takeTexts } from "./texts.ts";
import { toIsoOrNull, toMs } from "./time.ts";
import { itemIdsBelow, itemIdsOf } from "./touched-items.ts";

/** A new session that waits to be put in with others. */
interface Fresh extends KeptRow {
  kept: Kept;
}

/** One slice of a reading, in one transaction. Of new sessions before `cut` only those stay that the retention would keep. */
export async function writeSessions(
  db: Db,
  sourceId: string,
  sessions: readonly Normalized[],
  seenAt: string,
  cut: string | null,
  fence: number | null = null,
): Promise<Written> {
  const [first] = sessions;
  if (first === undefined) return nothingWritten();
  return db.transaction().execute(async (tx) => {
    const source = { id: sourceId, key: await takeSource(tx, sourceId, first.session.vendor, fence) };
    const oldest = cut === null ? Number.MIN_SAFE_INTEGER : toMs(cut);
    const written = await writeSlice(tx, source, sessions, toMs(seenAt), oldest);
    await tellOthers(tx, sourceId, written);
    return written;
  });
}

export function nothingWritten(): Written {
  return { added: 0, changed: 0, unchanged: 0, expired: 0, itemIds: [], deviceIds: [], policyIds: [] };
}

async function writeSlice(
  tx: Db,
  source: { id: string; key: number },
  sessions: readonly Normalized[],
  seenAt: number,
  cut: number,
): Promise<Written> {
  const names = await takeNamesOf(tx, source.key, sessions, seenAt);
  const items = await takeItems(tx, source, toldItems(sessions, names, seenAt), seenAt);
  const kept = await keptSessions(tx, sessions);
  const textKey = await takeTexts(
    tx,
    sessions.flatMap(({ session }) => [
      session.vendorType,
      session.vendorStatus,
      session.workload,
      session.message,
    ]),
  );

  const written = nothingWritten();
  const itemIds = new Set(items.superseded);
  const itemKeysLeft = new Set<number>();
  const policyItemKeys = new Set<number>();
  const deviceIds = new Set(names.devices.touched);
  const policyIds = new Set(names.policies.touched);
  const writtenKeys: number[] = [];
  const added = new Map<number, SessionRow>();
  const figures = createFigures(cut);
  const marks = createMarks();

  let fresh: Fresh[] = [];
  const putFresh = async () => {
    const keys = await insertRows(tx, fresh);
    for (const [i, { row, kept: known }] of fresh.entries()) {
      known.key = keys[i] as number;
      added.set(known.key, row);
      writtenKeys.push(known.key);
    }
    fresh = [];
  };

  for (const given of sessions) {
    const { session, raw } = given;
    const countsFor = itemKeyOf(given);
    const own = placeOf(names, session);
    const keys = {
      source_key: source.key,
      device_key: keyIn(names.devices, session.device),
      policy_key: keyIn(names.policies, session.policy),
      client_key: own.clientKey,
      site_key: own.siteKey,
      item_key: countsFor === null ? null : (items.keys.get(countsFor) ?? null),
      type_key: textKey(session.vendorType),
      word_key: textKey(session.vendorStatus),
      workload_key: textKey(session.workload),
      message_key: textKey(session.message),
    };
    const { id, known } = placeOfSession(session, kept);
    const content = contentOfSession(session, keys, raw.text);
    if (known !== undefined && (content === known.content || goesBack(known, session))) {
      written.unchanged++;
      continue;
    }
    if (known?.key === NOT_YET) await putFresh();
    const told = toSessionRow({ ...session, id }, keys, known?.first_seen_at ?? seenAt, content);
    const row = known === undefined ? told : followingRow(known, told, seenAt);
    const startedAt = toIsoOrNull(row.started_at ?? null);
    const keptRow = { row, raw: packRaw({ ...session, id, startedAt }, raw) };
    const next: Kept = {
      ...row,
      ...keys,
      key: known?.key ?? NOT_YET,
      status_seen_at: row.status_seen_at ?? null,
      status_before: row.status_before ?? null,
      started_at: row.started_at ?? null,
    };
    kept.set(id, next);
    if (known === undefined) fresh.push({ ...keptRow, kept: next });
    else {
      await updateRow(tx, known.key, keptRow);
      figures.changed({ ...known, source_key: source.key }, row);
      marks.changed(known.item_key, keys.item_key);
      written.changed++;
      writtenKeys.push(known.key);
    }
    if (countsFor !== null) itemIds.add(itemIdOf(source.id, countsFor));
    if (keys.item_key !== null && session.device === null) policyItemKeys.add(keys.item_key);
    if (known?.item_key != null && known.item_key !== keys.item_key) itemKeysLeft.add(known.item_key);
    if (session.device !== null) deviceIds.add(session.device.id);
    if (session.policy !== null) policyIds.add(session.policy.id);
  }

  await putFresh();
  await tx
    .updateTable("sources")
    .set((eb) => ({ session_count: eb("session_count", "+", added.size) }))
    .where("key", "=", source.key)
    .execute();
  const old = [...added].flatMap(([key, row]) => (row.at < cut ? key : []));
  const expired = await expireWritten(tx, old);
  for (const key of expired) {
    marks.changed(added.get(key)?.item_key ?? null);
    added.delete(key);
  }
  written.expired = expired.size;
  written.added = added.size;
  const back = await takeBackExpired(
    tx,
    source.key,
    [...added.values()].map(({ id }) => id),
  );
  for (const [key, row] of added) {
    if (back.has(row.id)) figures.returned(row);
    else figures.added(row);
    marks.added(row.item_key ?? null, { ...row, key });
  }
  await figures.write(tx);
  await marks.write(tx);
  const keysLeft = writtenKeys.filter((key) => !expired.has(key));
  for (const id of await followParents(tx, keysLeft)) itemIds.add(id);
  for (const id of await itemIdsBelow(tx, [...policyItemKeys])) itemIds.add(id);
  for (const id of await idsOfItems(tx, [...itemKeysLeft])) itemIds.add(id);
  const renamed = {
    devices: touchedKeys(names.devices),
    policies: touchedKeys(names.policies),
    clients: touchedKeys(names.clients),
    sites: touchedKeys(names.sites),
  };
  for (const id of await itemIdsOf(tx, renamed)) itemIds.add(id);
  return { ...written, itemIds: [...itemIds], deviceIds: [...deviceIds], policyIds: [...policyIds] };
}

interface Names {
  clients: Taken;
  sites: Taken;
  policies: Taken;
  devices: Taken;
}

async function takeNamesOf(
  tx: Db,
  sourceKey: number,
  sessions: readonly Normalized[],
  seenAt: number,
): Promise<Names> {
  const told = sessions.map(({ session }) => ({ session, at: spokenOf(session, seenAt) }));
  const named = (field: "client" | "site" | "policy") =>
    told.flatMap(({ session, at }) => {
      const value = session[field];
      return value === null ? [] : [toTold(value, at)];
    });
  const clients = await takeNames(tx, "clients", sourceKey, named("client"));
  const sites = await takeNames(tx, "sites", sourceKey, named("site"));
  const policies = await takeNames(tx, "policies", sourceKey, named("policy"));
  const devices = await takeDevices(
    tx,
    sourceKey,
    told.flatMap(({ session: { device, client, site }, at }) =>
      device === null ? [] : [toToldDevice(device, client, site, at)],
    ),
    clients.keys,
    sites.keys,
  );
  return { clients, sites, policies, devices };
}

/** When a session's names were true: its time, but never later than it was read. */
function spokenOf(session: Session, seenAt: number): number {
  return session.at === null ? seenAt : Math.min(toMs(session.at), seenAt);
}

function itemKeyOf({ session, itemKey }: Normalized): string | null {
  return isBackupKind(session.kind) ? itemKey : null;
}

function toldItems(sessions: readonly Normalized[], names: Names, seenAt: number): ToldItem[] {
  return sessions.flatMap((given) => {
    const { session } = given;
    const itemKey = itemKeyOf(given);
    if (itemKey === null) return [];
    return {
      itemKey,
      policyItemKey: policyItemKey(given),
      deviceKey: keyIn(names.devices, session.device),
      policyKey: keyIn(names.policies, session.policy),
      ...placeOf(names, session),
      workload: session.workload,
      vendorType: itemVendorType(given),
      at: spokenOf(session, seenAt),
    };
  });
}

/** Client and site of what has no device; else the device's hold. */
function placeOf(names: Names, { device, client, site }: Session) {
  if (device !== null) return { clientKey: null, siteKey: null };
  return { clientKey: keyIn(names.clients, client), siteKey: keyIn(names.sites, site) };
}

function keyIn(taken: Taken, named: { id: string } | null): number | null {
  return named === null ? null : (taken.keys.get(named.id) ?? null);
}

async function idsOfItems(tx: Db, keys: number[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await tx.selectFrom("items").select("id").where("key", "in", keys).execute();
  return rows.map(({ id }) => id);
}
