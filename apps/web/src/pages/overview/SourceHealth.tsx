import type { Source } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { useClock } from "../../lib/clock.tsx";
import { isDark, sourceLook } from "../../lib/dark-source.ts";
import { formatRelative, notReadFor } from "../../lib/format.ts";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Overview.module.css";

export function SourceHealth({ sources }: { sources: readonly Source[] }) {
  const { now } = useClock();
  return (
    <section className={`panel ${styles.sources}`} aria-labelledby="sources">
      <h2 id="sources">Sources</h2>
      <table>
        <tbody>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SourceRow({ source, now }: { source: Source; now: number }) {
  const look = sourceLook(source, now);
  const isRead = !isDark(source, now) && source.state !== "disabled" && source.lastGoodPollAt !== null;
  return (
    <tr data-tone={look.tone}>
      <td>
        <Mark shape={look.shape} className="tone" /> <span className="sr">{look.label}: </span>
        <Link to="/sources" hash={source.id}>
          <bdi title={source.name}>{source.name}</bdi>
        </Link>
      </td>
      <td className={isRead ? "dim" : "tone"}>
        {source.state === "disabled"
          ? "disabled"
          : isRead
            ? `read ${formatRelative(source.lastGoodPollAt ?? "", now)}`
            : notReadFor(source.lastGoodPollAt, now)}
      </td>
      <td className="faint" title={source.error?.message}>
        <span>{source.error?.message ?? nextText(source, now)}</span>
      </td>
    </tr>
  );
}

function nextText(source: Source, now: number): string {
  const { progress } = source;
  if (progress?.phase === "first-fill" && progress.total)
    return `first fill: ${Math.floor((100 * progress.done) / progress.total)} %`;
  if (source.polling) return "reading now";
  return source.nextPollAt === null ? "" : `next ${formatRelative(source.nextPollAt, now)}`;
}
