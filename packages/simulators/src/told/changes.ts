import type { Figures, RunStatus } from "../world/model.ts";

/** What is other than before of a session that had ended; the rest stays. Times are the world's. */
export interface ChangedFacts extends Partial<Figures> {
  status?: RunStatus;
  endedAt?: number;
  message?: string | null;
  word?: string | null;
}

/**
 * What can become of an installation while it is read. `sessions()` goes on telling what a complete read comes to.
 * Session ids are those of `sessions()`, with or without its source; devices are named as the vendor tells them.
 * @throws where this vendor knows no such thing, or no such session, device or client
 */
export interface Changes {
  /**
   * Unitrends, and Azure where its ids are decimal: ids count from 1 again. What starts from now on gets the ids of the
   * oldest runs so far, in their order. The earlier runs are gone, or at Unitrends kept beside them under their ids.
   */
  setUpAnew(options?: { keepsHistory?: boolean }): void;
  /** Azure: an upgrade from v1. The same sessions have UUIDs, and 8.1's versions are served. */
  moveToUuids(): void;
  /** N-able: from now on lists name so much of all devices; 1 lists them all again. Unlisted ones answer when asked. */
  cutInventory(share: number): void;
  /** Rows stand in no order, and in another one after each call. */
  shuffleRows(): void;
  /** One row in so many stands there twice; 0 ends it. */
  repeatRows(every?: number): void;
  /** The sessions are told no more, nor are those within them. */
  vanish(ids: readonly string[]): void;
  changeAfterEnd(id: string, facts: ChangedFacts): void;
  /** Enterprise Manager's earlier sessions keep the earlier name, as their names do; all others tell the new one. */
  renameDevice(name: string, to: string): void;
  /** N-able: to another client, by its name. */
  moveDevice(name: string, client: string): void;
  /** N-able: backup is switched off on it (`mob` 0), and its history with it. */
  disableDevice(name: string): void;
  /** N-able: as if it had never been. Elsewhere nothing of it runs any more, and its history stays. */
  deleteDevice(name: string): void;
  /** What begins (N-able: ends) from now on is told only so long after it has ended; 0 ends it. */
  lateBatch(lateMs: number): void;
}
