import type { Source } from "@lastgood/proxy/contract";
import { useClock } from "../../lib/clock.tsx";
import { progressInWords, shareDone } from "./progress-words.ts";
import styles from "./Sources.module.css";

/** How far a first fill came, or a sweep that is under way; nothing without either. */
export function Reading({ source }: { source: Source }) {
  const { now } = useClock();
  const { progress } = source;
  if (progress === null) return null;
  const share = shareDone(progress);
  const isFill = progress.phase === "first-fill";
  return (
    <div className={styles.reading}>
      <p id={`reading-${source.id}`}>
        {progressInWords(source, progress, now)}
        {isFill ? <span className="dim"> · what was not read yet is shown as unknown</span> : null}
      </p>
      {share === null ? null : <progress max={1} value={share} aria-labelledby={`reading-${source.id}`} />}
    </div>
  );
}
