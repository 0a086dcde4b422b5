import { type DeviceKind, type ListedThing, type Normalized, readListing } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import type { Inventory } from "../../store/store.ts";
import type { AzureClient } from "../../vendors/veeam-azure/client.ts";
import { readPage } from "../../vendors/veeam-azure/pages.ts";
import { endsThePoll, errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { Reading } from "../reading.ts";
import { createRemovals } from "./azure-removals.ts";

const LIFE = 6 * 3_600_000;
/** So many policies that a list lacks are asked after at a time. */
const MOST_ASKED = 20;

interface List {
  path: string;
  /** Its path in v2 and v3, which knew little but virtual machines. */
  oldPath?: string;
  /** What its rows are; null: policies. */
  devices: DeviceKind | null;
}

const LISTS: readonly List[] = [
  { path: "policies/virtualMachines", oldPath: "policies", devices: null },
  { path: "policy/slaBased/virtualMachines", devices: null },
  { path: "policies/sql", devices: null },
  { path: "policies/fileShares", devices: null },
  { path: "policies/cosmosDb", devices: null },
  { path: "protectedItem/virtualMachines", oldPath: "protectedItem", devices: "vm" },
  { path: "protectedItem/sql", devices: "database" },
  { path: "protectedItem/fileShares", devices: "share" },
  { path: "protectedItem/cosmosDb", devices: "database" },
];

/** What is kept between polls. */
export interface AzureInventoryMemory {
  /** End of the last complete inventory, epoch milliseconds; 0: to be asked for. */
  at: number;
  policies: number;
  disabled: number;
  /** Paths of the lists whose ids were met in sessions, too: only such a list tells of the same things. */
  agreeing: string[];
  /** Ids of the policies that sessions said are removed, and that no list has since. */
  removed: string[];
  /** The policies of each list, by path, the appliance's own ids. */
  listed: Record<string, string[]>;
}

export function blankInventory(): AzureInventoryMemory {
  return { at: 0, policies: 0, disabled: 0, agreeing: [], removed: [], listed: {} };
}

/**
 * Reads the lists of policies and protected resources every 6 h, apart from the sessions and after them. Each list that
 * the appliance serves is told by itself, and as a part of one for as long as any of them could not be read in whole. Of
 * a policy that its list lacks, its newest session says whether it was removed.
 */
export function createAzureInventory(source: SourceConfig, client: AzureClient, now: () => number) {
  const devicesMet = new Set<string>();
  /** Lists of an inventory that is not complete yet, by path; null: not served. */
  const read = new Map<string, ListedThing[] | null>();
  let begunAt = 0;

  /** In whole; null where it is not served. */
  async function readList(path: string, signal: AbortSignal): Promise<ListedThing[] | null> {
    const things = new Map<string, ListedThing>();
    const bad = (problem: string) => new VendorError(source, "parse", problem);
    for (let offset = 0; ; ) {
      const reply = await client.listing(path, offset, signal);
      if (reply === null && offset === 0) return null;
      const page = readListing(reply);
      if (typeof page === "string") throw bad(page);
      const { nameless, total } = page;
      if (nameless > 0) throw bad(`${nameless} of its rows ${nameless === 1 ? "has" : "have"} no id`);
      const before = things.size;
      for (const thing of page.things) things.set(thing.id, thing);
      offset += page.things.length;
      if (things.size > before && (total === null || offset < total)) continue;
      // A row that vanished meanwhile moved another one onto a page that was read before.
      if (things.size < (total ?? 0)) throw bad(`it says it has ${total} rows and brought ${things.size}`);
      return [...things.values()];
    }
  }

  const ownId = (id: string) => `${source.id}:${id}`;

  /** Null where the ids are not those of sessions: each would be a second one of the same machine. */
  function inventoryOf(list: List, things: ListedThing[], agreeing: string[]): Inventory | null {
    const { path, devices: kind } = list;
    const named = ({ id, name }: ListedThing) => ({ id: ownId(id), name });
    if (kind === null) {
      const policies = things.map((thing) => ({
        policy: named(thing),
        removed: false,
        ...(thing.isEnabled === null ? {} : { disabled: !thing.isEnabled }),
      }));
      return { devices: [], policies, list: path };
    }
    if (!agreeing.includes(path)) {
      if (!things.some(({ id }) => devicesMet.has(ownId(id)))) return null;
      agreeing.push(path);
    }
    const devices = things.map((thing) => ({
      device: { ...named(thing), kind },
      client: null,
      site: null,
      protected: true,
    }));
    return { devices, policies: [], list: path, fillsNames: true };
  }

  /** Each policy is asked after once; one that could not be is asked after again with the next inventory. */
  async function* askAfterMissing(
    memory: AzureInventoryMemory,
    signal: AbortSignal,
  ): AsyncGenerator<Reading> {
    let isRefused = false;
    for (const { path, devices } of LISTS) {
      const things = read.get(path) ?? null;
      if (devices !== null || things === null) continue;
      const ids = new Set(things.map(({ id }) => id));
      const lacking = (memory.listed[path] ?? []).filter(
        (id) => !ids.has(id) && !memory.removed.includes(ownId(id)),
      );
      const later = lacking.splice(MOST_ASKED);
      const removals = createRemovals();
      for (const id of lacking) {
        if (isRefused) {
          later.push(id);
          continue;
        }
        try {
          const page = await readPage(source, await client.newestOf(id, signal), { sourceId: source.id });
          removals.note(page.sessions.filter(({ session }) => session.policy?.id === ownId(id)));
        } catch (error) {
          if (!(error instanceof VendorError)) throw error;
          later.push(id);
          isRefused = endsThePoll(error);
          yield { kind: "trouble", error: errorAbout(source, `the newest session of policy ${id}`, error) };
        }
      }
      yield* removals.news(memory, true);
      memory.listed[path] = [...ids, ...later];
    }
  }

  return {
    /** Devices that sessions told of. */
    meet(sessions: readonly Normalized[]): void {
      for (const { session } of sessions) if (session.device) devicesMet.add(session.device.id);
    },
    /** What goes wrong with one list is trouble, and keeps no other from being read. Nothing while it is not due. */
    async *read(memory: AzureInventoryMemory, signal: AbortSignal): AsyncGenerator<Reading> {
      if (now() - memory.at < LIFE) return;
      if (now() - begunAt >= LIFE) {
        read.clear();
        begunAt = now();
      }
      let isWhole = true;
      try {
        const version = await client.version(signal);
        const isOld = version === "v2" || version === "v3";
        for (const { path, oldPath } of version === "v1" ? [] : LISTS) {
          if (read.has(path)) continue;
          try {
            read.set(path, await readList(isOld ? (oldPath ?? path) : path, signal));
          } catch (error) {
            if (!(error instanceof VendorError)) throw error;
            isWhole = false;
            yield { kind: "trouble", error: errorAbout(source, `the list ${path}`, error) };
            if (endsThePoll(error)) break;
          }
        }
      } catch (error) {
        if (!(error instanceof VendorError)) throw error;
        isWhole = false;
        yield { kind: "trouble", error };
      }
      const policies: ListedThing[] = [];
      for (const list of LISTS) {
        const things = read.get(list.path) ?? null;
        if (things === null) continue;
        if (list.devices === null) policies.push(...things);
        const inventory = inventoryOf(list, things, memory.agreeing);
        if (inventory === null) continue;
        yield { kind: "inventory", inventory: isWhole ? inventory : { ...inventory, isPart: true } };
        const back = new Set(inventory.policies.map(({ policy }) => policy.id));
        memory.removed = memory.removed.filter((id) => !back.has(id));
      }
      if (!isWhole) return;
      yield* askAfterMissing(memory, signal);
      memory.at = now();
      memory.policies = policies.length;
      memory.disabled = policies.filter(({ isEnabled }) => isEnabled === false).length;
      read.clear();
    },
  };
}
