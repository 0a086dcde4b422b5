import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Device, Named } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { expectOk, type VendorHttp, type VendorResponse } from "../http.ts";
import { turnsOf } from "../turns.ts";
import { VendorError } from "../vendor-error.ts";
import { listOf, nodeOf, parseResult, textOf, type XmlNode } from "./xml-document.ts";

const INVENTORY_BYTES = 32 * 1024 * 1024;

export interface NableDevice {
  /** The vendor's own id. */
  deviceId: string;
  device: Device;
  client: Named | null;
  site: Named | null;
  /** Whether Backup & Recovery is switched on. */
  protected: boolean;
}

export interface NableClient {
  /** Every client that has devices, with the number of all. */
  clients(
    signal: AbortSignal,
  ): Promise<{ withDevices: { clientId: string; name: string | null }[]; all: number }>;
  /** Servers and workstations of one client, with backup or without. */
  devicesAt(client: { clientId: string; name: string | null }, signal: AbortSignal): Promise<NableDevice[]>;
  /** The whole history of one device, unread. */
  listMobSessions(deviceId: string, signal: AbortSignal): Promise<VendorResponse>;
}

/**
 * The data extraction API; one request at a time for each key at its host, be it of several sources, with the source's
 * spacing between. The key is in no error and no log.
 */
export function createNableClient(source: SourceConfig, http: VendorHttp, now: () => number): NableClient {
  const key = createHash("sha256").update(source.apiKey?.reveal() ?? "");
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
      const wait = Math.min(turns.freeAt - now(), source.spacingMs);
      if (wait > 0)
        await pause(wait, undefined, { signal }).catch(() => {
          throw signal.reason;
        });
      turns.freeAt = now() + source.spacingMs;
      const query = new URLSearchParams({ apikey: source.apiKey?.reveal() ?? "", service, ...parameters });
      const response = await http.request({
        method: "GET",
        path: `/api/?${query.toString()}`,
        signal,
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      return await expectOk(endingTurn(response, turn), source);
    } catch (error) {
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
        return clientId === null || textOf(row, "device_count") === "0"
          ? []
          : [{ clientId, name: textOf(row, "name") }];
      });
      return { withDevices, all: rows.length };
    },
    async devicesAt(client, signal) {
      const found: NableDevice[] = [];
      for (const kind of ["server", "workstation"] as const) {
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
      }
      return found;
    },
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
