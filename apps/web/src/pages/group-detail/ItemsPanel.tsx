import type { Group } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { plural } from "../../lib/format.ts";
import { ItemTable } from "../../table/ItemTable.tsx";
import styles from "./Detail.module.css";

const SHOWN = 25;
const FILTER = { device: "device", policy: "policy", client: "client" } as const;

export function ItemsPanel({ group, within }: { group: Group; within: keyof typeof FILTER }) {
  if (group.items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="items">
      <h2 id="items" className={styles.gap}>
        {within === "device" ? "Workloads" : "Protected items"}, worst first
      </h2>
      <ItemTable items={group.items.slice(0, SHOWN)} within={within} />
      {group.items.length > SHOWN ? (
        <p className={styles.more}>
          <Link to="/items" search={{ [FILTER[within]]: [group.id] }}>
            All {plural(group.items.length, "item")}
          </Link>
        </p>
      ) : null}
    </section>
  );
}
