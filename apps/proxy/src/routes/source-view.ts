import { leastEveryMs } from "../config/sources.ts";
import type { Source, SourceErrorKind } from "../contract.ts";
import type { Deps } from "../deps.ts";
import type { SourceHealth } from "../poller/poller.ts";

function stateOf({ config, record }: SourceHealth): Source["state"] {
  if (!config.enabled) return "disabled";
  if (record.error) return "failing";
  return record.lastGoodPollAt === null ? "never-polled" : "ok";
}

/** Every configured source as the wire tells it; never a credential. */
export async function viewSources(deps: Pick<Deps, "store" | "health" | "config">): Promise<Source[]> {
  const counts = await deps.store.counts();
  const serverZone = deps.config().server.timeZone;
  return deps.health().map((one) => {
    const { config, record } = one;
    const counted = counts.get(config.id) ?? { sessions: 0, expired: 0, rejects: 0, repeats: 0, items: 0 };
    const { lastPolledAt, lastGoodPollAt, lastPollMs, learnt, certificateEndsAt } = record;
    return {
      id: config.id,
      vendor: config.vendor,
      name: config.name,
      url: new URL(config.url).origin,
      state: stateOf(one),
      polling: one.polling,
      everyMs: config.everyMs,
      leastEveryMs: leastEveryMs(config),
      spacingMs: config.vendor === "nable" ? config.spacingMs : null,
      sweepEstimateMs: one.sweepEstimateMs,
      progress: one.progress,
      lastPolledAt,
      lastGoodPollAt,
      lastPollMs,
      learnt,
      certificateEndsAt,
      nextPollAt: one.nextPollAt === null ? null : new Date(one.nextPollAt).toISOString(),
      error: record.error && { ...record.error, kind: record.error.kind as SourceErrorKind },
      ...counted,
      requests: one.requests,
      insecure: config.tls.insecure,
      timeZone: config.timeZone ?? serverZone,
    };
  });
}
