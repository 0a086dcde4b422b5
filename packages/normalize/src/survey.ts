import { isXmlReject, isXmlSession, recordsStand } from "./collect.ts";
import type { Normalized, Outcome, RawRecord, Reject, ReplyEnd, Sink } from "./outcome.ts";
import { resolveRepeats } from "./repeats.ts";

/** What must be known of a whole reply before any of its records can be used. */
export interface Survey extends Pick<Outcome, "records" | "failure"> {
  /** Whether its records are to be used: not where JSON failed. */
  stands: boolean;
  /** How often each session came that came more than once, by id. */
  repeated: ReadonlyMap<string, number>;
}

export interface Surveyor extends Sink {
  finish(end: ReplyEnd): Survey;
}

/** The first of two readings of a reply that is too long to be held: keeps the sessions' ids alone. */
export function createSurveyor(): Surveyor {
  const ids = new Set<string>();
  const repeated = new Map<string, number>();
  let isXml = false;
  return {
    session(normalized) {
      const { id } = normalized.session;
      isXml ||= isXmlSession(normalized);
      if (ids.has(id)) repeated.set(id, (repeated.get(id) ?? 1) + 1);
      else ids.add(id);
    },
    reject(reject) {
      isXml ||= isXmlReject(reject);
    },
    finish(end) {
      return { records: end.records, failure: end.failure, stands: recordsStand(end, isXml), repeated };
    },
  };
}

export interface Slicer extends Sink {
  /** The sessions that nothing later in the reply can change, since the last call. */
  take(): Normalized[];
  /** What is told of the whole reply at its end; null where it is not the one that was surveyed. */
  finish(end: ReplyEnd): { rejects: Reject[]; repeated: RawRecord[] } | null;
}

/** The second reading: gives out what `normalizeReply` would, before the reply ends. */
export function createSlicer(survey: Survey): Slicer {
  const waiting = new Map<string, Normalized[]>();
  const rejects: Reject[] = [];
  const repeated: RawRecord[] = [];
  let ready: Normalized[] = [];
  return {
    session(normalized) {
      const { id } = normalized.session;
      const times = survey.repeated.get(id);
      if (times === undefined) {
        ready.push(normalized);
        return;
      }
      const group = waiting.get(id) ?? [];
      group.push(normalized);
      waiting.set(id, group);
      if (group.length < times) return;
      waiting.delete(id);
      const resolved = resolveRepeats(group);
      ready.push(...resolved.sessions);
      repeated.push(...resolved.repeated);
    },
    reject(reject) {
      rejects.push(reject);
    },
    take() {
      const taken = ready;
      ready = [];
      return taken;
    },
    finish({ records }) {
      return records === survey.records && waiting.size === 0 ? { rejects, repeated } : null;
    },
  };
}
