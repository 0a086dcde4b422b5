import type { StateCounts as Counts, Group, ProtectedItem } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { plural } from "../../lib/format.ts";
import { VENDOR_LABEL } from "../../lib/status-look.ts";
import { StateCounts } from "../../ui/StateCounts.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./Detail.module.css";

/** A customer's items over the vendors: how they stand by source, and how old each source's word is. */
export function ClientSources({ group }: { group: Group }) {
  const bySource = Map.groupBy(group.items, ({ sourceId }) => sourceId);
  return (
    <section className="panel" aria-labelledby="sources">
      <h2 id="sources" className={styles.gap}>
        By source
      </h2>
      <div className={styles.scroll}>
        <table>
          <caption className="sr">Protected items of this client by source</caption>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Vendor</th>
              <th scope="col">Items</th>
              <th scope="col">By state</th>
              <th scope="col">Read</th>
            </tr>
          </thead>
          <tbody>
            {[...bySource].map(([source, items]) => (
              <tr key={source}>
                <th scope="row" className={styles.cell}>
                  <Link to="/sources" hash={source}>
                    {source}
                  </Link>
                </th>
                <td>{items[0] === undefined ? null : VENDOR_LABEL[items[0].vendor]}</td>
                <td>
                  <Link to="/items" search={{ client: [group.id], source: [source] }}>
                    {plural(items.length, "item")}
                  </Link>
                </td>
                <td>
                  <StateCounts counts={countsOf(items)} filter={{ client: [group.id], source: [source] }} />
                </td>
                <td>
                  <Time at={stalestOf(items)} source={source} none="not read yet" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function countsOf(items: readonly ProtectedItem[]): Counts {
  const counts = { failed: 0, overdue: 0, unknown: 0, never: 0, warning: 0, ok: 0 };
  for (const { state } of items) if (state !== "retired") counts[state] += 1;
  return counts;
}

/** Null where one was never read. */
function stalestOf(items: readonly ProtectedItem[]): string | null {
  const read = items.map(({ lastReadAt }) => lastReadAt ?? "").toSorted();
  return read[0] || null;
}
