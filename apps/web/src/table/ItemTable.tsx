import type { ProtectedItem } from "@lastgood/proxy/contract";
import { useClock } from "../lib/clock.tsx";
import { formatAge } from "../lib/format.ts";
import { ownName } from "../lib/names.ts";
import { FLAG_LABEL, STATE_LOOK, STATUS_LOOK } from "../lib/status-look.ts";
import { ItemLink } from "../ui/ItemLink.tsx";
import { Mark } from "../ui/Mark.tsx";
import { SessionLink } from "../ui/SessionLink.tsx";
import { Status } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import styles from "./ItemTable.module.css";

/** The items of one device, policy or client: state and reason, last good, what comes next. */
export function ItemTable({
  items,
  within,
}: {
  items: readonly ProtectedItem[];
  within: "device" | "policy" | "client";
}) {
  return (
    <div className={styles.scroll}>
      <table className={styles.items}>
        <caption className="sr">Protected items, worst first</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Item</th>
            <th scope="col">Why</th>
            <th scope="col">Last good</th>
            <th scope="col">Last run</th>
            <th scope="col">Due</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-tone={STATE_LOOK[item.state].tone}>
              <td>
                <Status look={STATE_LOOK[item.state]} />
              </td>
              <td className={styles.name}>
                {within === "device" ? (
                  <bdi>{ownName(item, within)}</bdi>
                ) : (
                  <ItemLink item={item} text={ownName(item, within)} />
                )}
              </td>
              <td className={styles.why}>
                {item.reason}
                <Running item={item} />
              </td>
              <td data-label="Last good">
                {item.lastGood === null ? (
                  <span className="faint">never</span>
                ) : (
                  <SessionLink id={item.lastGood.id}>
                    <Time at={item.lastGood.at} source={item.sourceId} short />
                    {item.lastGood.status === "warning" ? <span className="dim"> with warnings</span> : null}
                  </SessionLink>
                )}
              </td>
              <td data-label="Last run">
                {item.lastSession === null ? (
                  <span className="faint">none</span>
                ) : (
                  <SessionLink id={item.lastSession.id}>
                    <Status look={STATUS_LOOK[item.lastSession.status]} quiet />{" "}
                    <Time at={item.lastSession.at} source={item.sourceId} short />
                  </SessionLink>
                )}
              </td>
              <td data-label="Due">
                <Time at={item.dueAt} source={item.sourceId} short none="no schedule" />
                {item.dueIsDefault && item.dueAt !== null ? <span className="faint"> (default)</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Running({ item }: { item: ProtectedItem }) {
  const { now } = useClock();
  const run = item.running;
  if (run === null || run.startedAt === null) return null;
  return (
    <>
      {" · "}
      <SessionLink id={run.sessionId}>
        running {formatAge(now - Date.parse(run.startedAt))}
        {run.usualMs === null ? "" : `, usually ${formatAge(run.usualMs)}`}
      </SessionLink>
      {run.stuck ? (
        <span data-tone="warning" className="tone" title={FLAG_LABEL.stuck}>
          {" "}
          <Mark shape="triangle" /> stuck
        </span>
      ) : null}
    </>
  );
}
