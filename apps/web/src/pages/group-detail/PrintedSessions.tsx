import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { sessionsQuery } from "../../api/queries.ts";
import { useClock } from "../../lib/clock.tsx";
import {
  formatAbsolute,
  formatBytes,
  formatCount,
  formatDuration,
  formatExactTime,
} from "../../lib/format.ts";
import { nameOf } from "../../lib/names.ts";
import { FLAG_LABEL, STATUS_LOOK } from "../../lib/status-look.ts";
import { type SessionSearch, toFilters } from "../../table/session-search.ts";
import { Status } from "../../ui/Status.tsx";
import styles from "./Detail.module.css";

/** On paper: the sessions that are loaded, and where and when the page was printed. Nothing on the screen. */
export function PrintedSessions({ search }: { search: SessionSearch }) {
  return useIsPrinting() ? <Printed search={search} /> : null;
}

function Printed({ search }: { search: SessionSearch }) {
  const { now, zone } = useClock();
  const loaded = useInfiniteQuery({ ...sessionsQuery(toFilters(search)), enabled: false });
  const rows = loaded.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = loaded.data?.pages[0]?.total ?? 0;
  return (
    <section className={styles.printed} aria-label="Printed sessions">
      <h2>
        {rows.length < total
          ? `Sessions: ${formatCount(rows.length)} of ${formatCount(total)}, as loaded`
          : `${formatCount(rows.length)} sessions`}
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">What</th>
            <th scope="col">Started</th>
            <th scope="col" className="num">
              Duration
            </th>
            <th scope="col" className="num">
              Transferred
            </th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Status look={STATUS_LOOK[row.status]} />
              </td>
              <td>
                <bdi>{row.device === null ? row.policy && nameOf(row.policy) : nameOf(row.device)}</bdi>{" "}
                {row.workload}
              </td>
              <td>{row.at === null ? "–" : formatAbsolute(row.at, zone, now)}</td>
              <td className="num">{formatDuration(row.durationMs)}</td>
              <td className="num">{formatBytes(row.transferredBytes)}</td>
              <td>
                <bdi>{row.message ?? row.flags.map((flag) => FLAG_LABEL[flag]).join("; ")}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.foot}>
        {location.href}
        <br />
        Printed {formatExactTime(new Date(now).toISOString(), zone)}
      </p>
    </section>
  );
}

/** Whether the page is being put on paper. Drawn at once: the browser does not wait. */
function useIsPrinting(): boolean {
  const [isPrinting, setPrinting] = useState(() => matchMedia("print").matches);
  useEffect(() => {
    const media = matchMedia("print");
    const tell = (is: boolean) => flushSync(() => setPrinting(is));
    const follow = () => tell(media.matches);
    const [begin, end] = [() => tell(true), () => tell(false)];
    media.addEventListener("change", follow);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      media.removeEventListener("change", follow);
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}
