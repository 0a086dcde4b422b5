import { setImmediate as others } from "node:timers/promises";
import {
  type Context,
  createCollector,
  createJoin,
  type EnterpriseManagerEnd,
  type Normalized,
  type Outcome,
  type Session,
} from "@lastgood/normalize";

export interface JoinedReplies {
  /** Reads one more reply. */
  add(reply: Uint8Array): Promise<EnterpriseManagerEnd>;
  /** Links all that came; sessions that are not to be kept were read for the others' sake and do not count as records. */
  finish(keep: (session: Session, given: ReadonlySet<string>) => boolean): Outcome;
}

/** Enterprise Manager's replies that belong together, as one outcome. Use it once. */
export function createJoinedReplies(context: Context): JoinedReplies {
  const collector = createCollector();
  const held: Normalized[] = [];
  let rejects = 0;
  const join = createJoin(context, {
    session: (normalized) => void held.push(normalized),
    reject(reject) {
      rejects += 1;
      collector.reject(reject);
    },
  });
  return {
    async add(reply) {
      const reader = join.reader();
      for (let from = 0; from < reply.length; from += 65_536) {
        reader.push(reply.subarray(from, from + 65_536));
        await others();
      }
      return reader.end();
    },
    finish(keep) {
      join.finish();
      const given = new Set(held.map(({ session }) => session.id));
      const kept = held.filter(({ session }) => keep(session, given));
      for (const normalized of kept) collector.session(normalized);
      return collector.finish({ records: kept.length + rejects, failure: null, total: null });
    },
  };
}

/** A task whose session is not there: of a job that is no agent's, or from before what was asked for. */
export function isStrayTask({ vendorType, parentId }: Session, given: ReadonlySet<string>): boolean {
  return vendorType === null && parentId !== null && !given.has(parentId);
}

/**
 * A machine session without the figures of its task. Where tasks could not all be read it must not replace what is
 * known of it; a failure is told all the same.
 */
export function lacksItsTask({ vendorType, selectedBytes, status }: Session): boolean {
  return vendorType === "AgentManagement" && selectedBytes === null && status !== "failed";
}
