import type { Progress, Source } from "@lastgood/proxy/contract";
import { formatAge, formatCount, formatDuration, formatRelative } from "../../lib/format.ts";

const MINUTE = 60_000;

/** `Reading: 120 of about 1,000 devices, 58 a minute, about 15 min left`. */
export function progressInWords(source: Source, progress: Progress, now: number): string {
  const { phase, unit, done, total, totalIsEstimate, ratePerMinute, etaMs } = progress;
  const about = totalIsEstimate ? "about " : "";
  const of = total === null ? "" : ` of ${about}${formatCount(total)}`;
  const parts = [
    `${phase === "sweep" ? "Reading" : "First fill"}: ${formatCount(done)}${of} ${unit}${unit === "days" ? " back" : ""}`,
  ];
  if (ratePerMinute !== null) parts.push(`${formatCount(ratePerMinute)} a minute`);
  if (etaMs !== null) parts.push(left(etaMs));
  if (!source.polling && source.nextPollAt !== null)
    parts.push(`goes on ${formatRelative(source.nextPollAt, now)}`);
  return parts.join(", ");
}

/** How far, from 0 to 1; null where nothing tells. */
export function shareDone({ done, total }: Progress): number | null {
  return total === null || total === 0 ? null : Math.min(1, done / total);
}

/** How fast it may be asked, and what follows from that; nothing where no bounds are set to it. */
export function paceInWords({ spacingMs, sweepEstimateMs, leastEveryMs, everyMs }: Source): string[] {
  const parts: string[] = [];
  if (spacingMs !== null && spacingMs > 0)
    parts.push(
      spacingMs === 1_000
        ? "one request a second at most"
        : `one request every ${seconds(spacingMs)} at most`,
    );
  if (sweepEstimateMs !== null) {
    const sweep = `reading all its devices once takes ${roughly(sweepEstimateMs)}`;
    const isTooLong = sweepEstimateMs > everyMs;
    parts.push(
      isTooLong
        ? `${sweep}, longer than its interval of ${formatAge(everyMs)}: each device is read less often than that`
        : sweep,
    );
  }
  if (leastEveryMs !== null) parts.push(`its interval can be ${seconds(leastEveryMs)} at the least`);
  return parts;
}

function left(ms: number): string {
  return ms < MINUTE ? "less than a minute left" : `${roughly(ms)} left`;
}

/** Rounded up: nothing is promised earlier than it may come. */
function roughly(ms: number): string {
  if (ms < MINUTE) return `about ${Math.max(1, Math.ceil(ms / 1000))} s`;
  const whole = Math.ceil(ms / MINUTE) * MINUTE;
  return `about ${whole < 60 * MINUTE ? formatAge(whole) : formatDuration(whole)}`;
}

function seconds(ms: number): string {
  return ms < 2 * MINUTE ? `${formatCount(ms / 1000)} s` : formatAge(ms);
}
