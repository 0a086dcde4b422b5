import type { SessionDetail } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { seriesQuery } from "../../api/queries.ts";
import { formatBytes, formatCount, formatDuration } from "../../lib/format.ts";
import { Bytes, Duration } from "../../ui/Figures.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./SessionDrawer.module.css";

/** Every figure that the vendor told, with what is usual for the item where that is known. */
export function SessionFigures({ session }: { session: SessionDetail }) {
  const duration = useUsual(session, "durationMs", formatDuration);
  const transferred = useUsual(session, "transferredBytes", formatBytes);
  const rows: [name: string, value: ReactNode, usual?: string | undefined][] = [
    ["Started", <Time key="s" at={session.startedAt} />],
    [
      "Ended",
      <Time key="e" at={session.endedAt} none={session.status === "running" ? "still running" : "–"} />,
    ],
    ["Duration", <Duration key="d" ms={session.durationMs} />, duration],
    ["Selected", <Sized key="b" bytes={session.selectedBytes} items={session.selectedItems} />],
    ["Processed", <Sized key="b" bytes={session.processedBytes} items={session.processedItems} />],
    ["Transferred", <Bytes key="t" value={session.transferredBytes} />, transferred],
    ["Changed", <Sized key="b" bytes={session.changedBytes} items={session.changedItems} />],
    ["Removed", session.removedItems === null ? "–" : `${formatCount(session.removedItems)} items`],
    ["Errors", formatCount(session.errorCount)],
    ["Vendor's words", [session.vendorType, session.vendorStatus].filter(Boolean).join(" · ") || "–"],
    ["First seen", <Time key="f" at={session.firstSeenAt} />],
    ["Source", session.sourceId],
    ["Id", <code key="i">{session.vendorId ?? session.id}</code>],
  ];
  return (
    <table className={styles.figures}>
      <caption className="sr">Figures of this session</caption>
      <tbody>
        {rows.map(([name, value, usual]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {value}
              {usual === undefined ? null : <span className="faint"> usually {usual}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sized({ bytes, items }: { bytes: number | null; items: number | null }) {
  if (bytes === null && items === null) return "–";
  return (
    <>
      {bytes === null ? null : <Bytes value={bytes} />}
      {bytes !== null && items !== null ? " · " : null}
      {items === null ? null : `${formatCount(items)} items`}
    </>
  );
}

/** The usual band of the item at this session, in words; undefined while too little is known. */
function useUsual(
  session: SessionDetail,
  metric: "durationMs" | "transferredBytes",
  format: (value: number) => string,
): string | undefined {
  const { device, policy, at } = session;
  const of = device !== null ? { device: device.id } : { policy: policy?.id ?? "" };
  const from = new Date(Date.parse(at ?? "1970-01-01") - 60 * 86_400_000).toISOString();
  const to = new Date(Date.parse(at ?? "1970-01-01") + 1).toISOString();
  const { data } = useQuery({
    ...seriesQuery(of, metric, from, to),
    enabled: at !== null && session.itemId !== null && (device !== null || policy !== null),
  });
  for (const line of data?.lines ?? []) {
    const point = line.points.find(({ sessionId }) => sessionId === session.id);
    if (point?.low != null && point.high != null) return `${format(point.low)} to ${format(point.high)}`;
  }
  return undefined;
}
