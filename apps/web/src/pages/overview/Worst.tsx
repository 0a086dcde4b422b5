import type { Overview } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { Strip } from "../../charts/Cells.tsx";
import { plural } from "../../lib/format.ts";
import { nameOf } from "../../lib/names.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { ItemLink } from "../../ui/ItemLink.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Empty } from "../../ui/QueryFrame.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./Overview.module.css";

const SHOWN = 10;

export function Worst({ data }: { data: Overview }) {
  const { failed, overdue, unknown, never, warning } = data.counts;
  const all = failed + overdue + unknown + never + warning;
  const rows = data.worst.slice(0, SHOWN);
  return (
    <section className={`panel ${styles.worst}`} aria-labelledby="worst">
      <h2 id="worst">Needs someone, worst first</h2>
      {rows.length === 0 ? (
        <Empty title={data.total === 0 ? "No protected items yet" : "Nothing needs anyone"}>
          {data.total === 0 ? "Sources are read in the background; items appear as they are found." : null}
        </Empty>
      ) : (
        <table>
          <colgroup>
            <col />
            <col className={styles.client} />
            <col className={styles.row} />
            <col className={styles.good} />
            <col className={styles.nights} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Client</th>
              <th scope="col" className="num">
                In a row
              </th>
              <th scope="col">Last good</th>
              <th scope="col" className={styles.nights}>
                Last 14 days
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((item) => (
              <tr key={item.id} data-tone={STATE_LOOK[item.state].tone}>
                <td className={styles.item}>
                  <Mark shape={STATE_LOOK[item.state].shape} className="tone" />{" "}
                  <span className="sr">{STATE_LOOK[item.state].label}: </span>
                  <ItemLink item={item} />
                  <span className={styles.why} title={item.reason}>
                    {item.reason}
                  </span>
                </td>
                <td className={`dim ${styles.client}`}>
                  {item.client === null ? "" : <bdi title={nameOf(item.client)}>{nameOf(item.client)}</bdi>}
                </td>
                <td className="num">{item.failuresInARow > 0 ? item.failuresInARow : ""}</td>
                <td className={styles.good}>
                  <Time at={item.lastGood?.at ?? null} source={item.sourceId} short none="never" />
                </td>
                <td className={styles.nights}>
                  <Strip cells={item.strip} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {all > rows.length ? (
        <p className={styles.more}>
          <Link to="/items" search={{ state: ["failed", "overdue", "unknown", "never", "warning"] }}>
            All {plural(all, "item")} that need someone
          </Link>
        </p>
      ) : null}
    </section>
  );
}
