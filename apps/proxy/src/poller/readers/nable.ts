import type { SourceConfig } from "../../config-types.ts";
import type { VendorHttp } from "../../vendors/http.ts";
import { createNableClient, type NableDevice, nableError } from "../../vendors/nable/client.ts";
import { readReply } from "../../vendors/read-reply.ts";
import { VendorError } from "../../vendors/vendor-error.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";

const INVENTORY_LIFE = 6 * 3_600_000;
/** So many devices in a row without an answer: it is not the devices. */
const GIVE_UP_AFTER = 5;

/** What is kept of the inventory between polls: those with backup. */
interface Memory {
  /** Epoch milliseconds; 0: to be asked for again. */
  inventoryAt: number;
  clients: number;
  devices: NableDevice[];
}

/** One inventory, as far as it could be read. */
interface Listed {
  clients: number;
  found: NableDevice[];
  /** Ids of the clients whose devices could not be listed. */
  untold: Set<string | undefined>;
  /** The first thing that went wrong; null: the inventory is complete. */
  trouble: VendorError | null;
}

/**
 * Reads the inventory every 6 h, then the whole history of each device with backup, one after the other. What goes wrong
 * with one client or device does not keep the others from being read; a refused key or connection ends the poll.
 */
export function createNableReader(
  source: SourceConfig,
  http: VendorHttp,
  { now }: { now: () => number } = { now: Date.now },
): SourceReader {
  const client = createNableClient(source, http, now);
  let memory: Memory | null = null;

  /** What goes wrong with one client does not keep the others' devices from being listed. */
  async function list(signal: AbortSignal): Promise<Listed> {
    const { withDevices, all } = await client.clients(signal);
    const listed: Listed = { clients: all, found: [], untold: new Set(), trouble: null };
    let unanswered = 0;
    for (const one of withDevices) {
      try {
        listed.found.push(...(await client.devicesAt(one, signal)));
        unanswered = 0;
      } catch (error) {
        unanswered += 1;
        if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER) throw error;
        listed.untold.add(`${source.id}:${one.clientId}`);
        listed.trouble ??= naming(`${one.name ?? "client"} (${one.clientId})`, error);
      }
    }
    return listed;
  }

  /** The same error, saying of what. */
  function naming(what: string, error: VendorError): VendorError {
    const status = error.status === null ? {} : { status: error.status };
    return new VendorError(source, error.kind, `${what}: ${error.message}`, { ...status, cause: error });
  }

  async function* inventory(signal: AbortSignal): AsyncGenerator<Reading, Memory> {
    const known = memory;
    if (known !== null && now() - known.inventoryAt < INVENTORY_LIFE) return known;
    let told: Listed;
    try {
      told = await list(signal);
    } catch (error) {
      if (known === null || !(error instanceof VendorError) || endsThePoll(error)) throw error;
      yield { kind: "trouble", error };
      return known;
    }
    const { clients, found, untold, trouble } = told;
    const devices = found.filter((device) => device.protected);
    if (trouble !== null) {
      const ids = new Set(found.map(({ deviceId }) => deviceId));
      const kept = (known?.devices ?? []).filter(
        (device) => untold.has(device.client?.id) && !ids.has(device.deviceId),
      );
      if (found.length + kept.length === 0) throw trouble;
      yield { kind: "trouble", error: trouble };
      memory = { inventoryAt: 0, clients, devices: [...devices, ...kept] };
      return memory;
    }
    if (devices.length === 0 && known !== null && known.devices.length > 0) {
      // A key that was limited to other clients gets an empty list too, and no error.
      const message = `N-able lists no device with backup any more, and listed ${known.devices.length} before: may the key still see them?`;
      yield { kind: "trouble", error: new VendorError(source, "http", message) };
      return known;
    }
    const listed = found.map(({ deviceId: _, ...device }) => device);
    yield { kind: "inventory", inventory: { devices: listed, policies: [] } };
    // Only now: an inventory that could not be stored is asked for again.
    memory = { inventoryAt: now(), clients, devices };
    return memory;
  }

  async function readDevice(device: NableDevice, signal: AbortSignal): Promise<Reading> {
    const { deviceId, client: of, site } = device;
    const response = await client.listMobSessions(deviceId, signal);
    const context = { sourceId: source.id, device: { ...device.device, client: of, site } };
    const { outcome, broken } = await readReply(response, "nable", context);
    if (outcome.failure === null)
      return { kind: "sessions", outcome, whole: { deviceIds: [device.device.id] } };
    const { kind, message, code } = outcome.failure;
    const error = kind === "error-reply" ? nableError(source, "list_mob_sessions", message, code) : null;
    if (error !== null && endsThePoll(error)) throw error;
    // A device that was removed since the inventory is refused.
    if (error !== null && memory !== null) memory.inventoryAt = 0;
    const words = error?.message ?? broken?.message ?? message;
    const failure = { kind, code, message: `${nameOf(device)}: ${words}` };
    return { kind: "sessions", outcome: { ...outcome, failure } };
  }

  return {
    async *read({ cursor, signal }: ReadRequest) {
      memory ??= parseMemory(cursor);
      const { devices } = yield* inventory(signal);
      let unanswered = 0;
      for (const device of devices) {
        try {
          yield await readDevice(device, signal);
          unanswered = 0;
        } catch (error) {
          unanswered += 1;
          if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER)
            throw error;
          yield { kind: "trouble", error: naming(nameOf(device), error) };
        }
      }
    },
    cursor: () => (memory === null ? null : JSON.stringify({ nable: memory })),
    learnt: () =>
      memory === null ? [] : [`${memory.clients} clients, ${memory.devices.length} devices with backup`],
    requests: http.requests,
    certificateEndsAt: http.certificateEndsAt,
    async check(signal) {
      const { clients, found, trouble } = await list(signal);
      if (trouble !== null) throw trouble;
      const devices = found.filter((device) => device.protected);
      return {
        learnt: [`backup is on for ${devices.length} of ${found.length} devices`],
        devices: devices.length,
        policies: null,
        clients,
      };
    },
    close: () => http.close(),
  };
}

/** The next call would meet the same. */
function endsThePoll({ kind }: VendorError): boolean {
  return kind === "auth" || kind === "network" || kind === "rate-limited";
}

function nameOf({ device, deviceId }: NableDevice): string {
  return device.name === null ? `device ${deviceId}` : `${device.name} (${deviceId})`;
}

/** Null for a first poll's and another make's. */
function parseMemory(cursor: string | null): Memory | null {
  try {
    const { nable } = JSON.parse(cursor ?? "{}");
    return Array.isArray(nable?.devices) ? nable : null;
  } catch {
    return null;
  }
}
