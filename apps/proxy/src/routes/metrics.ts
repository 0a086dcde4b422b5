import { Hono } from "hono";
import { Gauge, Registry } from "prom-client";
import { STATES } from "../contract.ts";
import type { Deps } from "../deps.ts";

/** Prometheus text, made at each scrape from what is known now: nothing is counted beside the facts. */
export function metricsRoutes({ board, health, now }: Deps) {
  return new Hono().get("/metrics", async (c) => {
    const registry = new Registry();
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    const items = gauge("lastgood_items", "Protected items by state", ["source", "state"]);
    const lastGood = gauge(
      "lastgood_item_last_good_timestamp_seconds",
      "Start of an item's last good session",
      ["source", "item"],
    );
    const state = gauge("lastgood_item_state", "1 for the state an item is in", ["source", "item", "state"]);
    const poll = gauge(
      "lastgood_source_last_good_poll_timestamp_seconds",
      "End of a source's last complete poll",
      ["source"],
    );
    const up = gauge("lastgood_source_up", "1 while the last poll of a source was complete", ["source"]);
    for (const { config, record } of health()) {
      up.set({ source: config.id }, record.error || record.lastGoodPollAt === null ? 0 : 1);
      if (record.lastGoodPollAt) poll.set({ source: config.id }, Date.parse(record.lastGoodPollAt) / 1000);
      for (const one of STATES) if (one !== "retired") items.set({ source: config.id, state: one }, 0);
    }
    for (const { id, state: own, lastGoodAt, facts } of board.entries(now())) {
      if (own === "retired") continue;
      const source = facts.source.id;
      const labels = { source, item: id };
      items.inc({ source, state: own });
      state.set({ ...labels, state: own }, 1);
      if (lastGoodAt !== null) lastGood.set(labels, lastGoodAt / 1000);
    }
    return c.text(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
}
