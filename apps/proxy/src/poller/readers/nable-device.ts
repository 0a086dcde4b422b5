import type { Normalized, Session } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { holdReply } from "../../vendors/held-reply.ts";
import { type NableClient, type NableDevice, nableError } from "../../vendors/nable/client.ts";
import { readReply } from "../../vendors/read-reply.ts";
import { endsThePoll, errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { Reading } from "../reading.ts";
import { createKnownRows } from "./known-rows.ts";

/** What came of asking for one device's history. */
export interface DeviceRead {
  reading: Reading;
  /** It could not be read, or the newest run of one of its plugins is no good one; null: as the last time. */
  failed: boolean | null;
  /** The vendor does not know it, or not any more. */
  isRefused: boolean;
  /** To be called once the reading is stored: what it told need not be read again. */
  stored(): void;
}

/** Reads devices' histories, each of which is whole in every reply: what is known of it is left out. */
export function createDeviceHistory(source: SourceConfig, client: NableClient, now: () => number) {
  const known = createKnownRows();
  return {
    /** Throws VendorError for what the next device would meet too, and where no answer began. */
    async read(device: NableDevice, signal: AbortSignal): Promise<DeviceRead> {
      const { deviceId, client: of, site } = device;
      const { digest, response } = await holdReply(await client.listMobSessions(deviceId, signal));
      const context = { sourceId: source.id, device: { ...device.device, client: of, site } };
      const asked = `${digest} ${JSON.stringify(context)}`;
      const whole = { deviceIds: [device.device.id] };
      const nothing = { isRefused: false, stored: () => {} };
      if (digest !== null && known.isSame(deviceId, asked, now()))
        return { ...nothing, reading: { kind: "whole", scope: whole }, failed: null };
      const { outcome, broken } = await readReply(response, "nable", context);
      if (outcome.failure === null)
        return {
          reading: { kind: "sessions", outcome: known.withoutKnown(deviceId, outcome, now()), whole },
          failed: isInTrouble(outcome.sessions),
          isRefused: false,
          stored() {
            if (digest !== null) known.remember(deviceId, asked, outcome, now());
          },
        };
      const { kind, message, code } = outcome.failure;
      const refusal = kind === "error-reply" ? nableError(source, "list_mob_sessions", message, code) : null;
      if (refusal !== null && endsThePoll(refusal)) throw refusal;
      const cause = refusal ?? broken ?? new VendorError(source, "parse", message);
      const error = errorAbout(source, nameOf(device), cause);
      const failure = { kind, code, message: error.message };
      const reading: Reading = { kind: "sessions", outcome: { ...outcome, failure }, error };
      return { ...nothing, reading, failed: true, isRefused: refusal !== null };
    },
  };
}

export function nameOf({ device, deviceId }: NableDevice): string {
  return device.name === null ? `device ${deviceId}` : `${device.name} (${deviceId})`;
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
