import type { Notice } from "@lastgood/proxy/contract";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Shell.module.css";

/** Said on every screen; the kinds that belong to one page stand there. */
const EVERYWHERE: Record<Notice["kind"], boolean> = {
  demo: true,
  insecure: true,
  open: true,
  configuration: true,
  "unknown-type": false,
  source: false,
  "no-sources": false,
};

export function Notices({ notices }: { notices: readonly Notice[] }) {
  const shown = notices.filter((notice) => EVERYWHERE[notice.kind]);
  if (shown.length === 0) return null;
  return (
    <section aria-label="Notices" data-tone="warning">
      <ul className={styles.notices}>
        {shown.map((notice) => (
          <li key={`${notice.kind} ${notice.text}`}>
            <Mark shape="triangle" className="tone" /> {notice.text}
          </li>
        ))}
      </ul>
    </section>
  );
}
