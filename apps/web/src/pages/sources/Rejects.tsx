import { useInfiniteQuery } from "@tanstack/react-query";
import { rejectsQuery } from "../../api/queries.ts";
import { formatCount } from "../../lib/format.ts";
import { Empty, QueryFrame } from "../../ui/QueryFrame.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./Sources.module.css";

/** Records that could not become sessions: why, and as they came. */
export function Rejects({ sourceId }: { sourceId: string }) {
  const query = useInfiniteQuery(rejectsQuery(sourceId));
  return (
    <QueryFrame query={query} what="the rejects" lines={4}>
      {({ pages }) => {
        const rejects = pages.flatMap((page) => page.items);
        if (rejects.length === 0) return <Empty title="None is kept" />;
        return (
          <>
            <ol className={styles.list}>
              {rejects.map((reject, at) => (
                <li key={`${reject.seenAt} ${reject.index} ${at}`}>
                  <strong>{reject.reason}</strong>{" "}
                  <span className="dim">
                    record {reject.index + 1} of its reply · <Time at={reject.seenAt} />
                  </span>
                  <pre>{reject.record}</pre>
                </li>
              ))}
            </ol>
            <p className="dim">
              {formatCount(rejects.length)} of {formatCount(pages[0]?.total ?? 0)} shown, the newest first
            </p>
            {query.hasNextPage ? (
              <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
                Older ones
              </button>
            ) : null}
          </>
        );
      }}
    </QueryFrame>
  );
}
