import { durationInWords } from "../insight/words.ts";
import type { SourceHealth } from "../poller/poller.ts";
import type { Progress } from "../poller/progress.ts";

const EVERY_MS = 10_000;
/** As everywhere in Lastgood: `1,200,000`. */
const count = new Intl.NumberFormat("en-GB");

/** A source that is being filled, as it is known since this start of Lastgood. */
interface Filling {
  since: number;
  saidAt: number;
  /** Whether some of it was there before. */
  goesOn: boolean;
  last: Progress | null;
}

/**
 * What the command line says of first fills: where each stands, at most every 10 s, and once when it is done. Ordinary
 * sweeps are not spoken of. `sessions` counts what is kept of a source.
 */
export function createFillLines({ sessions }: { sessions: (sourceId: string) => Promise<number> }) {
  const filling = new Map<string, Filling>();
  return async (health: readonly SourceHealth[], now: number): Promise<string[]> => {
    const said: Promise<string>[] = [];
    for (const { config, record, progress } of health) {
      const isFilling =
        config.enabled && (progress?.phase === "first-fill" || record.lastGoodPollAt === null);
      const known = filling.get(config.id);
      if (!isFilling && known !== undefined) {
        filling.delete(config.id);
        // Switched off, or failed in the end: nothing to be glad of.
        if (config.enabled && record.error === null)
          said.push(sessions(config.id).then((kept) => `${config.id}: ${doneWords(known, kept, now)}`));
      }
      if (!isFilling) continue;
      const one = known ?? { since: now, saidAt: now, goesOn: record.cursor !== null, last: null };
      filling.set(config.id, one);
      if (progress === null) continue;
      one.last = progress;
      if (now - one.saidAt < EVERY_MS || progress.ratePerMinute === null) continue;
      one.saidAt = now;
      said.push(Promise.resolve(`${config.id}: ${progressWords(progress)}`));
    }
    return Promise.all(said);
  };
}

/** "filling: 120 of about 1,000 devices, 58 a minute, about 15 min left" */
export function progressWords({
  unit,
  done,
  total,
  totalIsEstimate,
  ratePerMinute,
  etaMs,
}: Progress): string {
  const about = totalIsEstimate ? "about " : "";
  return [
    `filling: ${count.format(done)}${total === null ? "" : ` of ${about}${count.format(total)}`} ${unit}`,
    ...(ratePerMinute === null ? [] : [`${count.format(ratePerMinute)} a minute`]),
    ...(etaMs === null ? [] : [`about ${durationInWords(etaMs)} left`]),
  ].join(", ");
}

/** "filled: 1,000 devices, 1,200,000 sessions in 31 min" */
function doneWords({ since, goesOn, last }: Filling, sessions: number, now: number): string {
  const span = last?.total == null ? "" : `${count.format(last.total)} ${last.unit}, `;
  // What a fill took before this start is not known.
  const took = `${goesOn ? "; the rest took" : " in"} ${durationInWords(Math.max(1_000, now - since))}`;
  return `filled: ${last?.unit === "sessions" ? "" : span}${count.format(sessions)} sessions${took}`;
}
