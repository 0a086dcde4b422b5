import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { sourcesQuery } from "../../api/queries.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Rejects } from "./Rejects.tsx";
import { SourceCard } from "./SourceCard.tsx";
import styles from "./Sources.module.css";

export function Page() {
  const { rejects } = useSearch({ from: "/shell/sources" });
  const query = useQuery(sourcesQuery());
  return (
    <QueryFrame query={query} what="the sources" lines={12}>
      {(sources) => (
        <div className={styles.page}>
          <h1>Sources</h1>
          {sources.length === 0 ? (
            <Empty title="No source is configured">
              Add one under <code>sources:</code> in <code>lastgood.yaml</code>; it is taken up while Lastgood
              runs.
            </Empty>
          ) : null}
          {sources.map((source) => (
            <SourceCard key={source.id} source={source} open={rejects === source.id}>
              <Rejects sourceId={source.id} />
            </SourceCard>
          ))}
        </div>
      )}
    </QueryFrame>
  );
}
