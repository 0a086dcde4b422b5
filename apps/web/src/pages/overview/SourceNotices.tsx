import type { Notice } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Overview.module.css";

const SHOWN: ReadonlySet<Notice["kind"]> = new Set(["inventory", "certificate", "unknown-type"]);

/** What a source makes somebody look at though it is read: an inventory that shrank, a certificate that ends, unknown types. */
export function SourceNotices({ notices }: { notices: readonly Notice[] }) {
  const said = notices.filter(({ kind }) => SHOWN.has(kind));
  if (said.length === 0) return null;
  return (
    <ul className={styles.notices} aria-label="Notices of the sources">
      {said.map(({ text, sourceId }) => (
        <li key={text} data-tone="warning">
          <Mark shape="triangle" className="tone" />{" "}
          <Link to="/sources" hash={sourceId ?? ""}>
            <bdi>{text}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
}
