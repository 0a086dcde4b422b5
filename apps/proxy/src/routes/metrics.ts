import { Hono } from "hono";
import { STATES } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { createTurns } from "../turns.ts";
import { createMetric, labelled, PROMETHEUS_TYPE } from "./prometheus-text.ts";

const gauge = (name: string, help: string) => createMetric(`lastgood_${name}`, "gauge", help);

const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
const secondsOf = (time: string | null) => (time === null ? null : Date.parse(time) / 1000);

/** Of each source how it is read, and how many items it has in each state. */
function sourceMetrics({ health }: Deps) {
  const info = gauge("source_info", "1 for each source, with its name");
  const up = gauge("source_up", "1 while the last poll of a source was complete, 0 while it was not");
  const lastGoodPoll = gauge(
    "source_last_good_poll_timestamp_seconds",
    "End of a source's last complete poll; absent where there was none",
  );
  const certificate = gauge(
    "source_certificate_end_timestamp_seconds",
    "End of the certificate of a source; absent where it tells none",
  );
  const rows = health();
  for (const { config, record } of rows) {
    const source = config.id;
    const own = labelled({ source });
    info.add(labelled({ source, name: config.name, vendor: config.vendor }), 1);
    // What nobody wants read is not down.
    if (config.enabled) up.add(own, record.error || record.lastGoodPollAt === null ? 0 : 1);
    lastGoodPoll.add(own, secondsOf(record.lastGoodPollAt));
    certificate.add(own, secondsOf(record.certificateEndsAt));
  }
  return { ids: rows.map(({ config }) => config.id), metrics: [info, up, lastGoodPoll, certificate] };
}

/** Prometheus text, made at each scrape from what is known now: nothing is counted beside the facts. */
export function metricsRoutes(deps: Deps) {
  const { board, now, version } = deps;
  return new Hono().get("/metrics", async (c) => {
    const build = gauge("build_info", "1, with the version that runs");
    build.add(labelled({ version }), 1);
    const sources = sourceMetrics(deps);

    const items = gauge("items", "Protected items by state; those that are retired are in no other metric");
    const info = gauge("item_info", "1 for each item, with its names: to be joined by source and item");
    const state = gauge("item_state", "1 for the state an item is in");
    const lastGood = gauge(
      "item_last_good_timestamp_seconds",
      "Start of an item's last good session; absent where it never had one",
    );
    const due = gauge(
      "item_due_timestamp_seconds",
      "When an item without a good backup by then is late; absent where none is expected",
    );
    const failures = gauge(
      "item_failures_in_a_row",
      "Runs of an item that failed since the last that did not",
    );

    const counts = new Map(sources.ids.map((id) => [id, new Map<string, number>()]));
    const turn = createTurns();
    for (const { id, state: own, lastGoodAt, dueAt, failuresInARow, facts } of board.entries(now())) {
      const { client, device, policy, workload, sourceId: source, vendor } = facts.history.item;
      const ofSource = counts.get(source) ?? new Map<string, number>();
      counts.set(source, ofSource.set(own, (ofSource.get(own) ?? 0) + 1));
      if (own === "retired") continue;
      const item = labelled({ source, item: id });
      const nameOf = (named: { id: string; name: string | null } | null) => named && (named.name ?? named.id);
      const names = { client: nameOf(client), device: nameOf(device), policy: nameOf(policy), workload };
      info.add(`${item},${labelled({ vendor, ...names })}`, 1);
      state.add(`${item},${labelled({ state: own })}`, 1);
      lastGood.add(item, seconds(lastGoodAt));
      due.add(item, seconds(dueAt));
      failures.add(item, failuresInARow);
      await turn();
    }
    for (const [source, ofSource] of counts)
      for (const one of STATES) items.add(labelled({ source, state: one }), ofSource.get(one) ?? 0);

    const all = [build, ...sources.metrics, items, info, state, lastGood, due, failures];
    return c.text(all.map((metric) => metric.text()).join(""), 200, { "content-type": PROMETHEUS_TYPE });
  });
}
