import type { Normalized, Session } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { holdReply } from "../../vendors/held-reply.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { createNableClient, type NableDevice, nableError } from "../../vendors/nable/client.ts";
import { readReply } from "../../vendors/read-reply.ts";
import { errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";
import { createKnownRows } from "./known-rows.ts";
import { blankMemory, type NableMemory, readMemory, sweepOrder, writeMemory } from "./nable-memory.ts";

const INVENTORY_LIFE = 6 * 3_600_000;
/** So many devices in a row without an answer: it is not the devices. */
const GIVE_UP_AFTER = 5;

/** One inventory, as far as it could be read. */
interface Listed {
  clients: number;
  found: NableDevice[];
  /** Ids of the clients whose devices could not be listed. */
  untold: Set<string | undefined>;
  /** The first thing that went wrong; null: the inventory is complete. */
  trouble: VendorError | null;
}

/** The devices of one of so many clients. */
interface Step {
  clients: number;
  devices: NableDevice[];
}

type Listing = AsyncGenerator<Step, Listed>;

/**
 * Reads the history of each device with backup, one after the other, and every 6 h the inventory in turn with them. What
 * goes wrong with one client or device does not keep the others from being read; a refused key or connection ends the poll.
 */
export function createNableReader(
  source: SourceConfig,
  http: VendorHttp,
  { now }: { now: () => number } = { now: Date.now },
): SourceReader {
  const client = createNableClient(source, http, now);
  const known = createKnownRows();
  let memory: NableMemory | null = null;

  /** A client a step, each with its devices; what goes wrong with one does not keep the others from being listed. */
  async function* list(signal: AbortSignal): AsyncGenerator<Step, Listed> {
    const { withDevices, all } = await client.clients(signal);
    const listed: Listed = { clients: all, found: [], untold: new Set(), trouble: null };
    let unanswered = 0;
    for (const one of withDevices) {
      try {
        const devices = await client.devicesAt(one, signal);
        listed.found.push(...devices);
        unanswered = 0;
        yield { clients: all, devices };
      } catch (error) {
        unanswered += 1;
        if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER) throw error;
        listed.untold.add(`${source.id}:${one.clientId}`);
        listed.trouble ??= errorAbout(source, `${one.name ?? "client"} (${one.clientId})`, error);
      }
    }
    return listed;
  }

  /** Takes up devices that are not known yet, so that they are shown and read without waiting for the other clients'. */
  function* takeUp({ clients, devices }: Step): Generator<Reading, NableDevice[]> {
    memory ??= blankMemory();
    memory.clients = clients;
    const ids = new Set(memory.devices.map(({ deviceId }) => deviceId));
    const fresh = devices.filter((device) => device.protected && !ids.has(device.deviceId));
    if (fresh.length === 0) return [];
    yield { kind: "inventory", inventory: { devices: fresh.map(withoutOwnId), policies: [], isPart: true } };
    memory.devices.push(...fresh);
    return fresh;
  }

  /** The end of an inventory: what it lacks is gone. */
  function* conclude({ clients, found, untold, trouble }: Listed): Generator<Reading> {
    const before = memory ?? blankMemory();
    const devices = found.filter((device) => device.protected);
    if (trouble !== null) {
      const ids = new Set(found.map(({ deviceId }) => deviceId));
      const kept = before.devices.filter(
        (device) => untold.has(device.client?.id) && !ids.has(device.deviceId),
      );
      if (found.length + kept.length === 0) throw trouble;
      yield { kind: "trouble", error: trouble };
      memory = { ...before, inventoryAt: 0, clients, devices: [...devices, ...kept] };
      return;
    }
    if (devices.length === 0 && before.devices.length > 0) {
      // A key that was limited to other clients gets an empty list too, and no error.
      const message = `N-able lists no device with backup any more, and listed ${before.devices.length} before: may the key still see them?`;
      yield { kind: "trouble", error: new VendorError(source, "http", message) };
      return;
    }
    yield { kind: "inventory", inventory: { devices: found.map(withoutOwnId), policies: [] } };
    // Only now: an inventory that could not be stored is asked for again.
    const ids = new Set(devices.map(({ deviceId }) => deviceId));
    const reads = new Map([...before.reads].filter(([deviceId]) => ids.has(deviceId)));
    memory = { inventoryAt: now(), clients, devices, reads };
  }

  /** One step of the inventory; null once there is none left. What it brings to be read is given back. */
  async function* listMore(listing: Listing): AsyncGenerator<Reading, NableDevice[] | null> {
    try {
      const { done, value } = await listing.next();
      if (!done) return yield* takeUp(value);
      yield* conclude(value);
    } catch (error) {
      if (memory === null || memory.devices.length === 0) throw error;
      if (!(error instanceof VendorError) || endsThePoll(error)) throw error;
      yield { kind: "trouble", error };
    }
    return null;
  }

  /** One device's reading; `noted` is what to remember of it once it is stored. */
  async function readDevice(
    device: NableDevice,
    signal: AbortSignal,
  ): Promise<{ reading: Reading; noted: () => void }> {
    const { deviceId, client: of, site } = device;
    const { digest, response } = await holdReply(await client.listMobSessions(deviceId, signal));
    const context = { sourceId: source.id, device: { ...device.device, client: of, site } };
    const asked = `${digest} ${JSON.stringify(context)}`;
    const whole = { deviceIds: [device.device.id] };
    if (digest !== null && known.isSame(deviceId, asked, now()))
      return { reading: { kind: "whole", scope: whole }, noted: () => note(deviceId, null) };
    const { outcome, broken } = await readReply(response, "nable", context);
    if (outcome.failure === null) {
      const reading = {
        kind: "sessions",
        outcome: known.withoutKnown(deviceId, outcome, now()),
        whole,
      } as const;
      const noted = () => {
        note(deviceId, isInTrouble(outcome.sessions));
        if (digest !== null) known.remember(deviceId, asked, outcome, now());
      };
      return { reading, noted };
    }
    const { kind, message, code } = outcome.failure;
    const error = kind === "error-reply" ? nableError(source, "list_mob_sessions", message, code) : null;
    if (error !== null && endsThePoll(error)) throw error;
    // A device that was removed since the inventory is refused.
    if (error !== null && memory !== null) memory.inventoryAt = 0;
    const said = errorAbout(
      source,
      nameOf(device),
      error ?? broken ?? new VendorError(source, "parse", message),
    );
    const failure = { kind, code, message: said.message };
    const reading = { kind: "sessions", outcome: { ...outcome, failure }, error: said } as const;
    return { reading, noted: () => note(deviceId, true) };
  }

  /** @param failed null: as before */
  function note(deviceId: string, failed: boolean | null): void {
    if (memory === null) return;
    const before = memory.reads.get(deviceId)?.failed ?? false;
    memory.reads.set(deviceId, { at: now(), failed: failed ?? before });
  }

  return {
    async *read({ cursor, signal }: ReadRequest) {
      memory ??= readMemory(cursor);
      const isDue = memory === null || now() - memory.inventoryAt >= INVENTORY_LIFE;
      let listing = isDue ? list(signal) : null;
      let queue = memory === null ? [] : sweepOrder(memory, now(), source.everyMs);
      let unanswered = 0;
      for (;;) {
        const lastAt = queue[0] && memory?.reads.get(queue[0].deviceId)?.at;
        // In turn: what was never read does not wait for the inventory, nor the inventory for what was read just now.
        if (listing !== null && (queue.length === 0 || lastAt !== undefined)) {
          const fresh: NableDevice[] | null = yield* listMore(listing);
          if (fresh === null) listing = null;
          const listed = new Set(memory?.devices.map(({ deviceId }) => deviceId));
          queue = [...(fresh ?? []), ...queue].filter(({ deviceId }) => listed.has(deviceId));
          if (lastAt === undefined || now() - lastAt < source.everyMs) continue;
        }
        const device = queue.shift();
        if (device === undefined) return;
        try {
          const { reading, noted } = await readDevice(device, signal);
          yield reading;
          noted();
          unanswered = isSlow(reading) ? unanswered + 1 : 0;
          if (unanswered >= GIVE_UP_AFTER) return;
        } catch (error) {
          unanswered += 1;
          if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER)
            throw error;
          yield { kind: "trouble", error: errorAbout(source, nameOf(device), error) };
          note(device.deviceId, true);
        }
      }
    },
    cursor: () => writeMemory(memory),
    learnt() {
      if (memory === null) return [];
      const { clients, devices, reads } = memory;
      const unread = devices.filter(({ deviceId }) => !reads.has(deviceId)).length;
      return [
        `${clients} clients, ${devices.length} devices with backup`,
        ...seesNone(clients),
        ...(unread === 0 ? [] : [`${devices.length - unread} of ${devices.length} devices read so far`]),
      ];
    },
    requests: http.requests,
    certificateEndsAt: http.certificateEndsAt,
    clockOffsetMs: http.clockOffsetMs,
    async check(signal) {
      const listing = list(signal);
      let step = await listing.next();
      while (!step.done) step = await listing.next();
      const { clients, found, trouble } = step.value;
      if (trouble !== null) throw trouble;
      const devices = found.filter((device) => device.protected);
      return {
        learnt: [`backup is on for ${devices.length} of ${found.length} devices`, ...seesNone(clients)],
        devices: devices.length,
        policies: null,
        clients,
      };
    },
    close: () => http.close(),
  };
}

/** A key that is limited to one client group gets a list without the others, or an empty one, and no error. */
function seesNone(clients: number): string[] {
  return clients === 0 ? ["the key sees no client: is it limited to a client group?"] : [];
}

/** The next call would meet the same. */
function endsThePoll({ kind }: VendorError): boolean {
  return kind === "auth" || kind === "network" || kind === "rate-limited";
}

/** Its answer began, and did not end in time. */
function isSlow(reading: Reading): boolean {
  return reading.kind === "sessions" && reading.error?.kind === "timeout";
}

function nameOf({ device, deviceId }: NableDevice): string {
  return device.name === null ? `device ${deviceId}` : `${device.name} (${deviceId})`;
}

function withoutOwnId({ deviceId: _, ...device }: NableDevice): Omit<NableDevice, "deviceId"> {
  return device;
}

/** Whether the newest backup of one of the plugins is no good one. */
function isInTrouble(sessions: readonly Normalized[]): boolean {
  const newest = new Map<string | null, Session>();
  for (const { session, itemKey } of sessions) {
    if (itemKey === null) continue;
    const before = newest.get(itemKey);
    if (before === undefined || (session.at ?? "") > (before.at ?? "")) newest.set(itemKey, session);
  }
  return [...newest.values()].some(({ status }) => status !== "success" && status !== "warning");
}
