import type { LeaseView } from "../store/leases.ts";

/** What one proxy decides by. */
export interface Standing {
  me: string;
  /** Sources that the configuration wants polled. */
  wanted: readonly string[];
  held: ReadonlySet<string>;
  view: LeaseView;
  /** Of those held: not being polled now, and not to be kept. */
  idle: ReadonlySet<string>;
  /** For how many looks in a row each source has been free; nobody else seems to want one that stays so. */
  freeFor: ReadonlyMap<string, number>;
}

/** Looks after which a source that no other proxy took is taken, whatever the share. */
const PATIENCE = 2;

/** What nobody polls and the configuration wants polled. */
export function freeSources({ me, wanted, held, view }: Omit<Standing, "idle" | "freeFor">): string[] {
  const holders = new Map(view.leases.map(({ sourceId, holder }) => [sourceId, holder]));
  return wanted.filter((id) => !held.has(id) && (holders.get(id) ?? me) === me);
}

/**
 * Which free sources to take and which idle ones to give back, so that every proxy polls about as many: up to the fair
 * share at once, more once nobody else took them; one is given back only where another proxy polls two fewer.
 */
export function fairShare(standing: Standing): { take: string[]; giveBack: string[] } {
  const { me, wanted, held, view, idle, freeFor } = standing;
  const others = view.proxies.filter((proxy) => proxy !== me);
  const share = Math.ceil(wanted.length / (others.length + 1));
  const free = freeSources(standing);
  const room = Math.max(0, share - held.size);
  const take = free.filter((id, place) => place < room || (freeFor.get(id) ?? 0) >= PATIENCE);
  if (free.length > 0 || others.length === 0) return { take, giveBack: [] };

  const countOf = (proxy: string) => view.leases.filter(({ holder }) => holder === proxy).length;
  const least = Math.min(...others.map(countOf));
  const surplus = Math.max(0, Math.floor((held.size - least) / 2));
  return { take, giveBack: [...idle].slice(0, surplus) };
}
