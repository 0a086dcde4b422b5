import type { List, Session } from "@lastgood/proxy/contract";
import type { ReactNode } from "react";
import { formatCount } from "../lib/format.ts";
import { STATUS_LOOK } from "../lib/status-look.ts";
import { SessionLink } from "../ui/SessionLink.tsx";

const RANK = Object.keys(STATUS_LOOK);

/** The devices of a run, what failed first; flagged successes before the others. */
export function worstFirst(sessions: readonly Session[]): Session[] {
  const rank = ({ status, flags }: Session) =>
    status === "success" && flags.length > 0 ? RANK.indexOf("warning") : RANK.indexOf(status);
  return sessions.toSorted((a, b) => rank(a) - rank(b));
}

/** What stands under a run that is folded out, beside its devices; null where they are all there. */
export function wordsUnder(
  run: Session,
  { data, error }: { data: List<Session> | undefined; error: Error | null },
): ReactNode {
  if (data === undefined) return error === null ? "Reading its devices…" : `Not read: ${error.message}`;
  if (data.items.length === 0)
    return run.status === "running" ? "No device told yet" : "The vendor told no devices of this run";
  const more = data.total - data.items.length;
  if (more <= 0) return null;
  return (
    <>
      {formatCount(more)}
      {data.totalIsAtLeast ? "+" : ""} more devices:{" "}
      <SessionLink id={run.id}>open the run for all</SessionLink>
    </>
  );
}
