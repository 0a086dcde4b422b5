/** Another proxy has taken the source since: nothing of the write is kept. */
export class LeaseLost extends Error {
  override name = "LeaseLost";

  constructor() {
    super("another proxy polls this source");
  }
}

/**
 * Rises with every change of a source's holder, so that a write of an earlier one is known by it; null where the lease
 * cannot be lost: the holder's end alone gives it up.
 */
export type Fence = number | null;

/** So long a lease holds after it was taken or renewed, by the store's own clock. */
export const LEASE_MS = 20_000;

/** A source that is or was polled by one of the proxies on this store. */
export interface Lease {
  sourceId: string;
  /** The proxy that polls it; null where none does. */
  holder: string | null;
  /** What the last holder told of its polling; null where it told nothing, or nothing that still holds. */
  told: string | null;
}

export interface LeaseView {
  /** Every proxy that is alive. */
  proxies: string[];
  leases: Lease[];
}

/** Which of several proxies on one store polls which source: never two of them the same. */
export interface Leases {
  /**
   * Says that this proxy is alive, takes those of the sources that are free and renews those that it holds; gives the
   * fences of all that are now its own. `told` null leaves what was told as it is.
   */
  hold(
    proxy: string,
    sources: readonly { sourceId: string; told: string | null }[],
  ): Promise<Map<string, Fence>>;
  view(): Promise<LeaseView>;
  /** Others may take them at once. What was told stays for the next holder, unless it no longer holds. */
  release(proxy: string, sourceIds: readonly string[], keepsTold: boolean): Promise<void>;
  /** Others look again at who polls the source and what is told of it. */
  announce(sourceId: string): Promise<void>;
  /** This proxy is no more. */
  leave(proxy: string): Promise<void>;
}
