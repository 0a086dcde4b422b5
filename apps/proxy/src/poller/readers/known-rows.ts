import { hash } from "node:crypto";
import type { Normalized, Outcome } from "@lastgood/normalize";

/** So long at most is a device's memory trusted: what else came into the store meanwhile, a whole reading puts right. */
const LIFE_MS = 24 * 3_600_000;

interface Known {
  /** Of the reply, with what else makes its sessions. */
  digest: string;
  /** Of each session that was given out, 48 bits each. */
  rows: Float64Array;
  since: number;
}

/**
 * What each device's last complete reply held. A reply is a device's whole history, and from poll to poll hardly
 * anything of it is new: what is known needs no second reading and no second writing.
 */
export interface KnownRows {
  /** Whether it says what it said the last time. */
  isSame(device: string, digest: string, now: number): boolean;
  /** Leaves out the sessions that were given out as they are. Rejects and repeats are told again: they are kept by content. */
  withoutKnown(device: string, outcome: Outcome, now: number): Outcome;
  /** Once all of a complete reply is stored. */
  remember(device: string, digest: string, outcome: Outcome, now: number): void;
}

export function createKnownRows(): KnownRows {
  const known = new Map<string, Known>();
  const trusted = (device: string, now: number): Known | undefined => {
    const one = known.get(device);
    return one !== undefined && now - one.since < LIFE_MS ? one : undefined;
  };
  return {
    isSame: (device, digest, now) => trusted(device, now)?.digest === digest,
    withoutKnown(device, outcome, now) {
      const rows = trusted(device, now)?.rows;
      if (rows === undefined) return outcome;
      const given = new Set(rows);
      const sessions = outcome.sessions.filter((one) => !given.has(rowOf(one)));
      return { ...outcome, sessions, records: sessions.length + outcome.rejects.length + outcome.repeats };
    },
    remember(device, digest, { sessions }, now) {
      const since = trusted(device, now)?.since ?? now;
      known.set(device, { digest, rows: Float64Array.from(sessions, rowOf), since });
    },
  };
}

/** Of what is written of a session: its text and id, and what the reply does not say itself. */
function rowOf({ session, raw }: Normalized): number {
  const { id, client, site, device } = session;
  const text = JSON.stringify([id, client, site, device, raw.text]);
  return hash("sha1", text, "buffer").readUIntBE(0, 6);
}
