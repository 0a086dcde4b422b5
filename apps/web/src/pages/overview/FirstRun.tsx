import styles from "./Overview.module.css";

const SNIPPET = `sources:
  - id: rmm-emea
    vendor: nable            # or veeam-azure, veeam-enterprise-manager, unitrends
    name: N-able EMEA
    url: https://wwweurope1.systemmonitor.eu.com
    apiKey: \${NABLE_KEY}     # from the environment, never in clear text
`;

/** The first visit without sources: what to write, and where. */
export function FirstRun() {
  return (
    <section className={`panel ${styles.first}`}>
      <h1>No source is configured yet</h1>
      <p>
        Lastgood reads your backup products and shows the state of every backup in one place. Tell it what to
        read: put a source into <code>lastgood.yaml</code>. The file is taken up while Lastgood runs; this
        page then fills by itself.
      </p>
      <pre>
        <code>{SNIPPET}</code>
      </pre>
      <p>
        <code>lastgood check</code> logs on to every source and says what it found.
      </p>
    </section>
  );
}
