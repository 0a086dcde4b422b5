import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Device, Named } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { expectOk, type VendorHttp, type VendorResponse } from "../http.ts";
import { turnsOf } from "../turns.ts";
import { VendorError } from "../vendor-error.ts";
import { listOf, nodeOf, parseResult, textOf, type XmlNode } from "./xml-document.ts";

const INVENTORY_BYTES = 32 * 1024 * 1024;
/** A key whose calls were refused for their number is used more slowly, twice as slowly with each refusal. */
const SLOWED_MS = 1_000;
const SLOWEST_MS = 60_000;
const SLOWED_FOR_MS = 6 * 3_600_000;

export interface NableDevice {
  /** The vendor's own id. */
  deviceId: string;
  device: Device;
  client: Named | null;
  site: Named | null;
  /** Whether Backup & Recovery is switched on. */
  protected: boolean;
}

export interface NableClientRow {
  clientId: string;
  name: string | null;
  /** How many, with backup and without; null where it is not told. */
  devices: number | null;
  servers: number | null;
  workstations: number | null;
}

export interface NableClient {
  /** Every client that has devices, with the number of all. */
  clients(signal: AbortSignal): Promise<{ withDevices: NableClientRow[]; all: number }>;
  /** Servers or workstations of one client, with backup or without. */
  devicesAt(
    client: Pick<NableClientRow, "clientId" | "name">,
    kind: "server" | "workstation",
    signal: AbortSignal,
  ): Promise<NableDevice[]>;
  /** The spacing that the vendor has asked for, where it is more than the configured one; else null. */
  slowedToMs(): number | null;
  /** The whole history of one device, unread. */
  listMobSessions(deviceId: string, signal: AbortSignal): Promise<VendorResponse>;
}

/** Resolves after so many milliseconds; rejects where the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>;

/**
 * The data extraction API; one request at a time for each key at its host, be it of several sources, with the source's
 * spacing between. The key is in no error and no log.
 */
export function createNableClient(
  source: SourceConfig,
  http: VendorHttp,
  now: () => number,
  waitFor: Wait = (ms, signal) => pause(ms, undefined, { signal }),
): NableClient {
  const key = createHash("sha256").update(source.apiKey?.reveal() ?? "");
  const spacing = () => {
    const { spacingMs, until } = turns.slowed ?? { spacingMs: 0, until: 0 };
    return Math.max(source.spacingMs, until > now() ? spacingMs : 0);
  };
  const turns = turnsOf(`${new URL(source.url).origin} ${key.digest("hex")}`);

  async function call(
    service: string,
    parameters: Record<string, string>,
    signal: AbortSignal,
    maxBytes?: number,
  ): Promise<VendorResponse> {
    const turn = await turns.take(signal);
    try {
      // Never more than the spacing, wherever the clock was set to meanwhile.
      const wait = Math.min(turns.freeAt - now(), spacing());
      if (wait > 0)
        await waitFor(wait, signal).catch(() => {
          throw signal.reason;
        });
      turns.freeAt = now() + spacing();
      const query = new URLSearchParams({ apikey: source.apiKey?.reveal() ?? "", service, ...parameters });
      const response = await http.request({
        method: "GET",
        path: `/api/?${query.toString()}`,
        signal,
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      return await expectOk(endingTurn(response, turn), source);
    } catch (error) {
      // Else every poll would end at the same call, and what comes after it would never be read.
      if (error instanceof VendorError && error.kind === "rate-limited") {
        const spacingMs = Math.min(SLOWEST_MS, Math.max(SLOWED_MS, 2 * spacing()));
        turns.slowed = { spacingMs, until: now() + SLOWED_FOR_MS };
        turns.freeAt = now() + spacingMs;
      }
      turn.end();
      throw error;
    }
  }

  async function inventory(
    service: string,
    parameters: Record<string, string>,
    signal: AbortSignal,
  ): Promise<XmlNode> {
    const bytes = await (await call(service, parameters, signal, INVENTORY_BYTES)).bytes();
    const unreadable = (words: string) =>
      new VendorError(source, "parse", `the reply to ${service} cannot be read: ${words}`);
    let result: XmlNode;
    try {
      result = parseResult(bytes);
    } catch (error) {
      throw unreadable(error instanceof Error ? error.message.slice(0, 200) : "it is no XML");
    }
    const error = nodeOf(result, "error");
    const status = textOf(result, "@status")?.toUpperCase() ?? "OK";
    if (status === "OK" && error === undefined) {
      const children = Object.keys(result).filter((name) => !/^[@#]/.test(name));
      if (children.length === 0 || children.includes("items")) return result;
      throw unreadable(`it holds <${children[0]}> where a list is meant`);
    }
    const words = textOf(error, "message") ?? textOf(result, "error") ?? `status ${status}`;
    throw nableError(source, service, words, textOf(error, "errorcode"));
  }

  return {
    async clients(signal) {
      const rows = listOf(nodeOf(await inventory("list_clients", {}, signal), "items"), "client");
      const withDevices = rows.flatMap((row) => {
        const clientId = textOf(row, "clientid");
        const devices = countOf(row, "device_count");
        if (clientId === null || devices === 0) return [];
        const servers = countOf(row, "server_count");
        const workstations = countOf(row, "workstation_count");
        return [{ clientId, name: textOf(row, "name"), devices, servers, workstations }];
      });
      return { withDevices, all: rows.length };
    },
    async devicesAt(client, kind, signal) {
      const found: NableDevice[] = [];
      const parameters = { clientid: client.clientId, devicetype: kind };
      const result = await inventory("list_devices_at_client", parameters, signal);
      for (const row of listOf(nodeOf(result, "items"), "client"))
        for (const site of listOf(row, "site"))
          for (const device of listOf(site, kind)) {
            const deviceId = textOf(device, "id");
            if (deviceId === null) continue;
            const siteId = textOf(site, "id");
            found.push({
              deviceId,
              device: { id: `${source.id}:${deviceId}`, name: textOf(device, "name"), kind },
              client: { id: `${source.id}:${client.clientId}`, name: client.name ?? textOf(row, "name") },
              site: siteId === null ? null : { id: `${source.id}:${siteId}`, name: textOf(site, "name") },
              protected: textOf(device, "mob") === "1",
            });
          }
      return found;
    },
    slowedToMs: () => (spacing() > source.spacingMs ? spacing() : null),
    listMobSessions: (deviceId, signal) => call("list_mob_sessions", { deviceid: deviceId }, signal),
  };
}

/** The same answer; its turn lasts until it has been read. */
function endingTurn(response: VendorResponse, turn: { end(): void }): VendorResponse {
  return {
    ...response,
    async *chunks() {
      try {
        yield* response.chunks();
      } finally {
        turn.end();
      }
    },
    bytes: () => response.bytes().finally(turn.end),
    text: () => response.text().finally(turn.end),
    discard: () => response.discard().finally(turn.end),
  };
}

/** Null where it is no whole number. */
function countOf(row: XmlNode, name: string): number | null {
  const text = textOf(row, name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** What a FAIL reply means; code 3 is a wrong or regenerated key, or the wrong region's host. */
export function nableError(
  source: SourceConfig,
  service: string,
  words: string,
  code: string | null,
): VendorError {
  const said = `${words}${code === null ? "" : ` (${code})`}`;
  // Some errors come without their code.
  return code === "3" || (code === null && /\blogin failed\b/i.test(words))
    ? new VendorError(source, "auth", `N-able refused the API key: ${said}; is the host of the right region?`)
    : new VendorError(source, "http", `N-able answered ${service} with: ${said}`);
}
