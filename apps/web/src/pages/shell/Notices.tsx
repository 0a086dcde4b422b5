import type { Notice } from "@lastgood/proxy/contract";
import { useState } from "react";
import { plural } from "../../lib/format.ts";
import { Mark } from "../../ui/Mark.tsx";
import styles from "./Shell.module.css";

/** Said on every screen; the kinds that belong to one page stand there. */
const EVERYWHERE: Record<Notice["kind"], boolean> = {
  store: true,
  demo: true,
  insecure: true,
  open: true,
  configuration: true,
  clock: true,
  "unknown-type": false,
  inventory: false,
  certificate: false,
  source: false,
  "no-sources": false,
};

/**
 * More than this are folded: a careless configuration must not push the answer out of sight. So many stand above the
 * first answer, too (`proxy/src/routes/first-answer.ts`).
 */
const SHOWN = 2;

export function Notices({ notices }: { notices: readonly Notice[] }) {
  const [all, setAll] = useState(false);
  const said = notices.filter((notice) => EVERYWHERE[notice.kind]);
  if (said.length === 0) return null;
  const folds = said.length > SHOWN;
  const shown = folds && !all ? said.slice(0, SHOWN - 1) : said;
  return (
    <section aria-label="Notices" data-tone="warning">
      <ul className={`page-notices ${styles.notices}`}>
        {shown.map((notice) => (
          <li key={`${notice.kind} ${notice.text}`}>
            <Mark shape="triangle" className="tone" /> <bdi>{notice.text}</bdi>
          </li>
        ))}
        {folds ? (
          <li>
            <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? "Fewer" : plural(said.length - shown.length, "more notice")}
            </button>
          </li>
        ) : null}
      </ul>
    </section>
  );
}
