/** The zone that the address asks for: the viewer's where it says none, `UTC`, `source`, or an IANA name. */
export function resolveZone(asked: string | undefined, viewer: string, source: string | null): string {
  if (asked === undefined) return viewer;
  if (asked === "source") return source ?? viewer;
  return isZone(asked) ? asked : viewer;
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The instant at which the wall clock of `zone` shows `date` (`2026-11-20`) and `time` (`12:00`). */
export function instantOf(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  let guess = wanted;
  // Twice: the first step may cross a change of the clocks.
  for (let step = 0; step < 2; step += 1) guess = wanted - offsetAt(guess, zone);
  return guess;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Formatters are dear to make: one a zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

function offsetAt(at: number, zone: string): number {
  const p = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const shown = Date.parse(`${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}Z`);
  return shown - Math.floor(at / 1000) * 1000;
}

/** A backup day is named by the date on which it ends: `[from, to)` of `2026-11-20` where days start at 12:00. */
export function backupDayBounds(
  day: string,
  dayStartsAt: string,
  zone: string,
): { from: string; to: string } {
  const before = new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  // A day that starts at midnight ends at the next one and so bears its own date.
  const [first, last] = dayStartsAt === "00:00" ? [day, nextDay(day)] : [before, day];
  return {
    from: new Date(instantOf(first, dayStartsAt, zone)).toISOString(),
    to: new Date(instantOf(last, dayStartsAt, zone)).toISOString(),
  };
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
