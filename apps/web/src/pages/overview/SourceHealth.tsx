import type { Source } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { useClock } from "../../lib/clock.tsx";
import { formatRelative, notReadFor } from "../../lib/format.ts";
import { SOURCE_LOOK } from "../../lib/status-look.ts";
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
            <tr key={source.id} data-tone={SOURCE_LOOK[source.state].tone}>
              <td>
                <Mark shape={SOURCE_LOOK[source.state].shape} className="tone" />{" "}
                <span className="sr">{SOURCE_LOOK[source.state].label}: </span>
                <Link to="/sources" hash={source.id}>
                  {source.name}
                </Link>
              </td>
              <td className={source.state === "ok" ? "dim" : "tone"}>
                {source.state === "ok" && source.lastGoodPollAt !== null
                  ? `read ${formatRelative(source.lastGoodPollAt, now)}`
                  : notReadFor(source.lastGoodPollAt, now)}
              </td>
              <td className="faint">{source.error?.message ?? nextText(source, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function nextText(source: Source, now: number): string {
  if (source.polling) return "reading now";
  return source.nextPollAt === null ? "" : `next ${formatRelative(source.nextPollAt, now)}`;
}
