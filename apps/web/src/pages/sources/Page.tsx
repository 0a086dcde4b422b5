import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { overviewQuery, sourcesQuery } from "../../api/queries.ts";
import { SourceZone, useClock } from "../../lib/clock.tsx";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { sourcesSentence, worstSourcesFirst } from "./health-words.ts";
import { Rejects } from "./Rejects.tsx";
import { SourceCard } from "./SourceCard.tsx";
import styles from "./Sources.module.css";

/** What each source's card says of it besides its error. */
const OF_A_SOURCE: ReadonlySet<string> = new Set(["unknown-type", "inventory", "clock", "certificate"]);

export function Page() {
  const { rejects } = useSearch({ from: "/shell/sources" });
  const query = useQuery(sourcesQuery());
  const overview = useQuery(overviewQuery());
  const { now } = useClock();
  const notices = (overview.data?.notices ?? []).filter(({ kind }) => OF_A_SOURCE.has(kind));
  return (
    <QueryFrame query={query} what="the sources" lines={12}>
      {(sources) => (
        <div className={styles.page}>
          <h1>{sources.length === 0 ? "Sources" : sourcesSentence(sources, now)}</h1>
          {sources.length === 0 ? (
            <Empty title="No source is configured">
              Add one under <code>sources:</code> in <code>lastgood.yaml</code>; it is taken up while Lastgood
              runs.
            </Empty>
          ) : null}
          {worstSourcesFirst(sources, now).map((source) => (
            <SourceZone key={source.id} source={source.id}>
              <SourceCard
                source={source}
                open={rejects === source.id}
                notices={notices.filter(({ sourceId }) => sourceId === source.id)}
              >
                <Rejects sourceId={source.id} />
              </SourceCard>
            </SourceZone>
          ))}
        </div>
      )}
    </QueryFrame>
  );
}
