import { useClock } from "../lib/clock.tsx";
import { formatAbsolute, formatExactTime, formatOffset, formatRelative, NOT_KNOWN } from "../lib/format.ts";
import { zoneOfSource } from "../lib/zone.ts";

/**
 * A moment, relative and absolute together; `short` leaves the absolute one to the tooltip. `source` names the source
 * that it is of, where lines of several stand together.
 */
export function Time({
  at,
  source = null,
  short = false,
  none = NOT_KNOWN,
}: {
  at: string | null;
  source?: string | null;
  short?: boolean;
  none?: string;
}) {
  const clock = useClock();
  const { now } = clock;
  const zone = zoneOfSource(clock, source);
  if (at === null) return <span className="faint">{none}</span>;
  return (
    <time dateTime={at} title={formatExactTime(at, zone)}>
      {formatRelative(at, now)}
      {short ? null : (
        <span className="dim">
          {" · "}
          {formatAbsolute(at, zone, now)}
          {/* Zones that may differ from line to line are named. */}
          {clock.zones === null ? null : ` ${formatOffset(at, zone)}`}
        </span>
      )}
    </time>
  );
}
