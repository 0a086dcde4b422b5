import type { Normalized, Outcome, RawRecord } from "./outcome.ts";
import type { Session } from "./session.ts";

/** The id of a session whose plain id another start already has: an appliance set up anew counts from 1 again. */
export function renameForStart(id: string, startedAt: string): string {
  return `${id}~${startedAt}`;
}

/** The id before `renameForStart`, the same for all sessions that the vendor gave one id. */
export function plainId(session: Pick<Session, "id" | "startedAt">): string {
  const suffix = `~${session.startedAt}`;
  return session.startedAt !== null && session.id.endsWith(suffix)
    ? session.id.slice(0, -suffix.length)
    : session.id;
}

/**
 * Leaves one record of each session, in the order in which each first came. Where one id has several known starts, the
 * earliest keeps the plain id, records without a start are its repeats, and each other start is a session of its own.
 */
export function resolveRepeats(
  list: readonly Normalized[],
): Pick<Outcome, "sessions" | "repeats" | "repeated"> {
  const earliest = new Map<string, string>();
  for (const { session } of list) {
    const known = earliest.get(session.id);
    const { startedAt } = session;
    if (startedAt !== null && (known === undefined || startedAt < known)) earliest.set(session.id, startedAt);
  }

  const kept = new Map<string, Normalized>();
  const repeated: RawRecord[] = [];
  for (const given of list) {
    const id = idAmong(given.session, earliest);
    const known = kept.get(id);
    const wins = known === undefined || compareRecord(given, known) > 0;
    if (wins) kept.set(id, given);
    if (known !== undefined) repeated.push((wins ? known : given).raw);
  }
  repeated.sort((a, b) => compareText(a.text, b.text));
  const sessions = [...kept].map(([id, normalized]) =>
    normalized.session.id === id ? normalized : { ...normalized, session: { ...normalized.session, id } },
  );
  return { sessions, repeats: repeated.length, repeated };
}

function idAmong(session: Session, earliest: ReadonlyMap<string, string>): string {
  const { id, startedAt } = session;
  return startedAt === null || startedAt === earliest.get(id) ? id : renameForStart(id, startedAt);
}

/**
 * Of two records of one session, which to keep: above 0 the first, below 0 the second. The more finished one wins, then
 * the later end, then the greater text, so that the order they came in does not matter.
 */
function compareRecord(a: Normalized, b: Normalized): number {
  return (
    Number(a.session.status !== "running") - Number(b.session.status !== "running") ||
    compareText(a.session.endedAt ?? "", b.session.endedAt ?? "") ||
    compareText(a.raw.text, b.raw.text) ||
    compareText(canonicalText(a.session), canonicalText(b.session))
  );
}

/** One text may be read with another reply beside it, and then tell more. */
function canonicalText(session: Session): string {
  const { id: _id, at: _at, flags: _flags, firstSeenAt: _firstSeenAt, ...said } = session;
  const keys = Object.keys(said).sort() as (keyof typeof said)[];
  return JSON.stringify(keys.map((key) => said[key]));
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
