import type { Overview } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { aboutQuery, overviewQuery } from "../../api/queries.ts";
import { useStage } from "../../lib/stage.ts";
import { useTitle } from "../../lib/title.ts";
import { QueryFrame } from "../../ui/QueryFrame.tsx";
import { useOwnAnswer } from "../shell/use-own-answer.ts";
import { Counts } from "./Counts.tsx";
import { Days } from "./Days.tsx";
import styles from "./Overview.module.css";
import { SourceHealth } from "./SourceHealth.tsx";
import { SourceNotices } from "./SourceNotices.tsx";
import { Worst } from "./Worst.tsx";

const FirstRun = lazy(() => import("./FirstRun.tsx").then((m) => ({ default: m.FirstRun })));

export function OverviewPage() {
  const overview = useQuery(overviewQuery());
  const about = useQuery(aboutQuery());
  const failed = overview.data?.counts.failed ?? 0;
  useTitle(failed > 0 ? `${failed} failed` : "");
  useOwnAnswer(overview.error !== null || about.data?.sources === 0);
  return (
    <QueryFrame query={overview} what="the overview" lines={12}>
      {(data) =>
        about.data?.sources === 0 && data.total === 0 ? (
          <Suspense>
            <FirstRun />
          </Suspense>
        ) : (
          <Answer data={data} />
        )
      }
    </QueryFrame>
  );
}

/** First the answer, then what needs someone, then the last month and where it all comes from. */
function Answer({ data }: { data: Overview }) {
  const [verdict, rest] = firstSentence(data.sentence);
  useOwnAnswer(true);
  const stage = useStage(2);
  return (
    <div className={styles.page}>
      <h1 className="say">
        {verdict} <span>{rest}</span>
      </h1>
      <Counts data={data} />
      {stage < 1 ? null : <Worst data={data} />}
      {stage < 2 ? null : (
        <div className={styles.side}>
          <Days />
          <SourceHealth sources={data.sources} />
          <SourceNotices notices={data.notices} />
        </div>
      )}
    </div>
  );
}

function firstSentence(text: string): [string, string] {
  const end = text.indexOf(". ");
  return end === -1 ? [text, ""] : [text.slice(0, end + 1), text.slice(end + 2)];
}
