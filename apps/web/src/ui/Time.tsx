import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, formatExactTime, formatRelative, NOT_KNOWN } from "../lib/format.ts";

/** A moment, relative and absolute together; `short` leaves the absolute one to the tooltip. */
export function Time({
  at,
  short = false,
  none = NOT_KNOWN,
}: {
  at: string | null;
  short?: boolean;
  none?: string;
}) {
  const { now, zone } = useClock();
  if (at === null) return <span className="faint">{none}</span>;
  return (
    <time dateTime={at} title={formatExactTime(at, zone)}>
      {formatRelative(at, now)}
      {short ? null : <span className="dim"> · {formatAbsolute(at, zone, now)}</span>}
    </time>
  );
}
