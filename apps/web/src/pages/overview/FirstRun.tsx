import { useState } from "react";
import { VENDOR_LABEL } from "../../lib/status-look.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Segments } from "../../ui/Segments.tsx";
import styles from "./Overview.module.css";
import { SNIPPETS } from "./snippets.ts";

const VENDORS = (Object.keys(SNIPPETS) as (keyof typeof SNIPPETS)[]).map((value) => ({
  value,
  label: VENDOR_LABEL[value],
}));

/** The first visit without sources: what to write, and where. */
export function FirstRun() {
  const [vendor, setVendor] = useState<keyof typeof SNIPPETS>("nable");
  return (
    <section className={`panel ${styles.first}`} aria-labelledby="first-run">
      <h1 id="first-run">No source is configured yet</h1>
      <p>
        Lastgood reads your backup products and shows the state of every backup in one place. Tell it what to
        read, in three steps.
      </p>
      <ol>
        <li>
          <p>
            Put a source into <code>lastgood.yaml</code>, with your own address and names. Several sources
            stand one below the other under one <code>sources:</code>.
          </p>
          <div className={styles.product}>
            <Segments label="Product" value={vendor} options={VENDORS} onChange={setVendor} />
            <CopyButton label="Copy" text={() => SNIPPETS[vendor]} />
          </div>
          <pre>
            <code>{SNIPPETS[vendor]}</code>
          </pre>
        </li>
        <li>
          <p>
            Give the secret in the environment, under the name that stands in <code>{"${…}"}</code>, or in a
            file: <code>{"${file:/path/to/secret}"}</code>. A new variable needs a new start of Lastgood; a
            file does not.
          </p>
        </li>
        <li>
          <p>
            Run <code>npx --no-install lastgood check</code>: it logs on to every source and says what it
            found. Lastgood takes up the changed file while it runs, and this page fills by itself.
          </p>
        </li>
      </ol>
    </section>
  );
}
