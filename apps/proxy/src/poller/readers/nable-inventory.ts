import type { SourceConfig } from "../../config-types.ts";
import type { NableClient, NableDevice } from "../../vendors/nable/client.ts";
import { endsThePoll, errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import { deviceLists, expectedOf, takeBest } from "./nable-lists.ts";

/** So many devices or lists in a row without an answer: it is not the devices. */
export const GIVE_UP_AFTER = 5;

/** One inventory, as far as it could be read. */
export interface Listed {
  clients: number;
  found: NableDevice[];
  /** Ids of the clients whose devices could not be listed. */
  untold: Set<string | undefined>;
  /** The first thing that went wrong; null: the inventory is complete. */
  trouble: VendorError | null;
}

/** Devices of one of so many clients. */
export interface Step {
  clients: number;
  devices: NableDevice[];
  /** How many more with backup there may be; null where that is not told. */
  expected: number | null;
}

export type Listing = AsyncGenerator<Step, Listed>;

/** A client's servers or workstations a step; what goes wrong with one does not keep the others from being listed. */
export async function* listInventory(
  source: SourceConfig,
  client: NableClient,
  signal: AbortSignal,
): Listing {
  const { withDevices, all } = await client.clients(signal);
  const listed: Listed = { clients: all, found: [], untold: new Set(), trouble: null };
  const lists = deviceLists(withDevices);
  let unanswered = 0;
  for (let next = takeBest(lists, listed.found); next; next = takeBest(lists, listed.found)) {
    const { client: of, kind } = next;
    try {
      const devices = await client.devicesAt(of, kind, signal);
      listed.found.push(...devices);
      unanswered = 0;
      yield { clients: all, devices, expected: expectedOf(lists, listed.found) };
    } catch (error) {
      unanswered += 1;
      if (!(error instanceof VendorError) || endsThePoll(error) || unanswered >= GIVE_UP_AFTER) throw error;
      listed.untold.add(`${source.id}:${of.clientId}`);
      listed.trouble ??= errorAbout(source, `${of.name ?? "client"} (${of.clientId})`, error);
    }
  }
  return listed;
}
