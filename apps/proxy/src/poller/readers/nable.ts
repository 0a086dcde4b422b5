import type { SourceConfig } from "../../config-types.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { createNableClient, type NableDevice, type Wait } from "../../vendors/nable/client.ts";
import { endsThePoll, errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import { type Progress, progressOf, type Start } from "../progress.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";
import { createDeviceHistory, nameOf } from "./nable-device.ts";
import { GIVE_UP_AFTER, type Listed, type Listing, listInventory, type Step } from "./nable-inventory.ts";
import { blankMemory, type NableMemory, readMemory, sweepOrder, writeMemory } from "./nable-memory.ts";

const INVENTORY_LIFE = 6 * 3_600_000;
/** A person waits for a check: an account of many clients is not listed to its end. */
const CHECK_MS = 60_000;

/**
 * Reads the history of each device with backup, one after the other, and every 6 h the inventory in turn with them. What
 * goes wrong with one client or device does not keep the others from being read; a refused key or connection ends the poll.
 */
export function createNableReader(
  source: SourceConfig,
  http: VendorHttp,
  { now, wait }: { now: () => number; wait?: Wait } = { now: Date.now },
): SourceReader {
  const client = createNableClient(source, http, now, wait);
  const history = createDeviceHistory(source, client, now);
  let memory: NableMemory | null = null;
  /** The poll that is under way. */
  let sweep: (Start & { asked: number; expected: number | null }) | null = null;
  /** How long a device takes, its share of the spacing included; null before the first. */
  let deviceMs: number | null = null;

  /** Takes up devices that are not known yet, so that they are shown and read without waiting for the other clients'. */
  function* takeUp({ clients, devices, expected }: Step): Generator<Reading, NableDevice[]> {
    memory ??= blankMemory();
    memory.clients = clients;
    if (sweep !== null) sweep.expected = expected;
    const ids = new Set(memory.devices.map(({ deviceId }) => deviceId));
    const fresh = devices.filter((device) => device.protected && !ids.has(device.deviceId));
    if (fresh.length === 0) {
      yield { kind: "step" };
      return [];
    }
    yield { kind: "inventory", inventory: { devices: fresh.map(withoutOwnId), policies: [], isPart: true } };
    memory.devices.push(...fresh);
    return fresh;
  }

  /** The end of an inventory: what it lacks is gone. */
  function* conclude({ clients, found, untold, trouble }: Listed): Generator<Reading> {
    const before = memory ?? blankMemory();
    const devices = found.filter((device) => device.protected);
    if (sweep !== null) sweep.expected = 0;
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
    memory = { ...before, inventoryAt: now(), clients, devices, reads };
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

  /** The start of its newest session; null where it has none yet. Throws where its history cannot be read. */
  async function newestOf(device: NableDevice, signal: AbortSignal): Promise<string | null> {
    const { reading } = await history.read(device, signal);
    if (reading.kind !== "sessions") return null;
    if (reading.error !== undefined) throw reading.error;
    const times = reading.outcome.sessions.flatMap(({ session }) => session.at ?? []);
    return times.toSorted().at(-1) ?? null;
  }

  /** @param failed null: as before */
  function note(deviceId: string, failed: boolean | null): void {
    if (memory === null) return;
    const before = memory.reads.get(deviceId)?.failed ?? false;
    memory.reads.set(deviceId, { at: now(), failed: failed ?? before });
  }

  function unreadCount(): number {
    return memory?.devices.filter(({ deviceId }) => !memory?.reads.has(deviceId)).length ?? 0;
  }

  function progress(): Progress | null {
    if (memory === null) return null;
    const isFill = memory.isFilled !== true;
    const unread = unreadCount();
    if (sweep === null && !(isFill && unread > 0)) return null;
    const known = memory.devices.length;
    const { expected = 0, asked = 0 } = sweep ?? {};
    const facts = {
      phase: isFill ? "first-fill" : "sweep",
      unit: "devices",
      done: isFill ? known - unread : asked,
      total: expected === null ? null : known + expected,
      totalIsEstimate: expected !== 0 || memory.inventoryAt === 0,
    } as const;
    return progressOf(facts, sweep, now());
  }

  async function* sweepAll(signal: AbortSignal): AsyncGenerator<Reading> {
    const isDue = memory === null || now() - memory.inventoryAt >= INVENTORY_LIFE;
    let listing = isDue ? listInventory(source, client, signal) : null;
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
        const startedAt = now();
        const { reading, failed, isRefused, stored } = await history.read(device, signal);
        yield reading;
        note(device.deviceId, failed);
        stored();
        // A device that was removed since the inventory is refused.
        if (isRefused && memory !== null) memory.inventoryAt = 0;
        const tookMs = now() - startedAt;
        deviceMs = deviceMs === null ? tookMs : deviceMs * 0.9 + tookMs * 0.1;
        unanswered = isSlow(reading) ? unanswered + 1 : 0;
        if (unanswered >= GIVE_UP_AFTER) return;
      } catch (error) {
        unanswered += 1;
        if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER) throw error;
        yield { kind: "trouble", error: errorAbout(source, nameOf(device), error) };
        note(device.deviceId, true);
      }
      if (sweep !== null) sweep.asked += 1;
    }
  }

  return {
    async *read({ cursor, signal }: ReadRequest) {
      memory ??= readMemory(cursor);
      sweep = {
        at: now(),
        done: memory?.isFilled ? 0 : (memory?.devices.length ?? 0) - unreadCount(),
        asked: 0,
        expected: 0,
      };
      try {
        yield* sweepAll(signal);
        if (memory !== null) memory.isFilled ||= memory.inventoryAt > 0 && unreadCount() === 0;
      } finally {
        sweep = null;
      }
    },
    progress,
    sweepEstimateMs: () =>
      memory === null || memory.devices.length === 0
        ? null
        : Math.round(
            (memory.devices.length + (sweep?.expected ?? 0)) * Math.max(source.spacingMs, deviceMs ?? 0),
          ),
    cursor: () => writeMemory(memory),
    learnt() {
      if (memory === null) return [];
      const { clients, devices } = memory;
      const unread = unreadCount();
      return [
        `${clients} clients, ${devices.length} devices with backup`,
        ...seesNone(clients),
        ...slowedWords(client.slowedToMs()),
        ...(unread === 0 ? [] : [`${devices.length - unread} of ${devices.length} devices read so far`]),
      ];
    },
    requests: http.requests,
    certificateEndsAt: http.certificateEndsAt,
    clockOffsetMs: http.clockOffsetMs,
    async check(signal) {
      const until = now() + CHECK_MS;
      const listing = listInventory(source, client, signal);
      const found: NableDevice[] = [];
      let clients = 0;
      let asked: { device: NableDevice; newestAt: string | null } | null = null;
      let step = await listing.next();
      for (; !step.done; step = await listing.next()) {
        clients = step.value.clients;
        found.push(...step.value.devices);
        const device = found.find((one) => one.protected);
        // That the key may list devices does not prove that it may read their sessions.
        if (asked === null && device) asked = { device, newestAt: await newestOf(device, signal) };
        if (now() >= until) break;
      }
      if (step.done && step.value.trouble !== null) throw step.value.trouble;
      const devices = found.filter((device) => device.protected).length;
      const words = `backup is on for ${devices} of ${found.length} devices`;
      return {
        learnt: [step.done ? words : `${words} that there was time to list`, ...seesNone(clients)],
        devices,
        policies: null,
        clients: step.done ? step.value.clients : clients,
        newestSessionAt: asked?.newestAt ?? null,
        ...(asked === null ? {} : { newestSessionOf: asked.device.device.name ?? asked.device.deviceId }),
      };
    },
    close: () => http.close(),
  };
}

function slowedWords(slowedToMs: number | null): string[] {
  return slowedToMs === null ? [] : [`N-able asked for fewer requests: one every ${slowedToMs / 1000} s`];
}

/** A key that is limited to one client group gets a list without the others, or an empty one, and no error. */
function seesNone(clients: number): string[] {
  return clients === 0 ? ["the key sees no client: is it limited to a client group?"] : [];
}

/** Its answer began, and did not end in time. */
function isSlow(reading: Reading): boolean {
  return reading.kind === "sessions" && reading.error?.kind === "timeout";
}

function withoutOwnId({ deviceId: _, ...device }: NableDevice): Omit<NableDevice, "deviceId"> {
  return device;
}
