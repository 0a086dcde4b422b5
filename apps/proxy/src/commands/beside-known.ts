import { type Normalized, plainId, renameForStart, type Session, type Status } from "@lastgood/normalize";
import type { Store } from "../store/store.ts";

type Known = NonNullable<Awaited<ReturnType<Store["session"]>>>;

/** Told by other calls than the one whose reply was saved, so that a saved reply may lack them. */
const TOLD_ELSEWHERE = [
  "device",
  "policy",
  "workload",
  "endedAt",
  "durationMs",
  "selectedBytes",
  "processedBytes",
  "transferredBytes",
  "selectedItems",
  "message",
] as const satisfies readonly (keyof Session)[];

const FROM_BEST: readonly Status[] = ["success", "warning", "unknown"];

/**
 * What of a saved reply is to be written, where polls may have told the store more of its sessions: sizes, the failure's
 * text, how it went for a machine. A session that is known as finished becomes no better by it and counts for no less.
 */
export async function besideKnown(
  store: Pick<Store, "session">,
  sessions: readonly Normalized[],
): Promise<Normalized[]> {
  const known = await Promise.all(sessions.map(({ session }) => findKnown(store, session)));
  return sessions.flatMap((given, i) => {
    const before = known[i];
    return before == null ? [given] : joined(given, before);
  });
}

async function findKnown(store: Pick<Store, "session">, session: Session): Promise<Known | null> {
  const plain = plainId(session);
  const known = await store.session(plain);
  const { startedAt } = session;
  if (startedAt === null || known === null || known.startedAt === null || known.startedAt === startedAt)
    return known;
  const renamed = await store.session(renameForStart(plain, startedAt));
  // Where another start is another session, the plain id's is none of this one's.
  return (
    renamed ?? (session.vendor === "veeam-enterprise-manager" || session.parentId !== null ? known : null)
  );
}

function joined(given: Normalized, known: Known): Normalized[] {
  const { session, itemKey } = given;
  if (known.itemId !== null && itemKey === null) return [];
  // Where no word was told, as in a row that was cut off, any word is the first.
  const isFinished =
    known.status !== "running" && (known.status !== "unknown" || known.vendorStatus !== null);
  const isBetter = isFinished && rank(session.status) < rank(known.status);
  const isWorse = rank(session.status) > rank(known.status);
  const tellsMore =
    session.issues.length < known.issues.length ||
    TOLD_ELSEWHERE.some((field) => known[field] === null && session[field] !== null);
  if (isFinished && (isBetter || !(isWorse || tellsMore))) return [];
  const filled: Session = { ...session };
  for (const field of TOLD_ELSEWHERE)
    if (filled[field] === null) Object.assign(filled, { [field]: known[field] });
  return [{ ...given, session: session.status === "running" ? session : filled }];
}

/** Failures are all one. */
function rank(status: Status): number {
  const place = FROM_BEST.indexOf(status);
  return place < 0 ? FROM_BEST.length : place;
}
