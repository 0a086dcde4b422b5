import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import { dueAfter, learnCadence } from "./cadence.ts";
import { readState } from "./state.ts";
import { DAY, factsOf, HOUR, runAt } from "./test-facts.ts";

const ZONE = "Europe/Berlin";
const MINUTE = 60_000;
const PAGE = readFileSync(new URL("../../../../docs/insight.md", import.meta.url), "utf8");

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
const local = (ms: number) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(ms);

/** Runs of forty minutes, newest first. */
const runsAt = (starts: readonly number[]): Run[] =>
  starts
    .map((start) => ({
      ...runAt(0),
      id: String(start),
      at: iso(start),
      startedAt: iso(start),
      endedAt: iso(start + 40 * MINUTE),
      durationMs: 40 * MINUTE,
      statusSeenAt: iso(start + HOUR),
    }))
    .toReversed();
const daily = (first: string, count: number, keep: (weekday: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, i) => at(first) + i * DAY).filter((ms) => keep(new Date(ms).getUTCDay()));

const EXAMPLES: [name: string, starts: number[]][] = [
  ["weekdays at 22:00, over a weekend", daily("2026-11-02T21:00:00Z", 26, (day) => day > 0 && day < 6)],
  [
    "monthly on the 1st, over months of 30 and 31 days",
    [4, 5, 6, 7, 8, 9, 10].map((month) => at(`2026-${String(month).padStart(2, "0")}-01T01:00:00Z`)),
  ],
  [
    "daily at 22:00, moved to 02:00: its first such night",
    [...daily("2026-06-01T20:00:00Z", 20), at("2026-06-22T00:00:00Z")],
  ],
  [
    "the same, ten nights later",
    [...daily("2026-06-01T20:00:00Z", 20), ...daily("2026-06-22T00:00:00Z", 10)],
  ],
  ["daily at 02:30, the night on which the clock goes back", daily("2026-10-12T00:30:00Z", 14)],
  ["daily at 02:30, the night that has no 02:30", daily("2026-03-16T01:30:00Z", 13)],
];

describe("the examples of docs/insight.md are what is read", () => {
  it.each(EXAMPLES)("%s", (name, starts) => {
    const runs = runsAt(starts);
    const cadence = learnCadence(runs, ZONE);
    const last = starts.at(-1) as number;
    const { expectedAt, dueAt } = dueAfter(cadence, last, last);
    expect(PAGE).toContain(
      `| ${name} | ${local(last)} | ${cadence?.reason} | ${local(expectedAt)} | ${local(dueAt)} |`,
    );
    const stateAt = (now: number) =>
      readState(factsOf(runs, { cadence, lastReadAt: now - MINUTE }), now).state;
    expect([stateAt(dueAt - MINUTE), stateAt(dueAt + 2 * MINUTE)]).toEqual(["ok", "overdue"]);
  });

  it("a source that is dark for two days", () => {
    const starts = daily("2026-11-01T01:00:00Z", 14);
    const last = starts.at(-1) as number;
    const readAt = last + 2 * HOUR;
    const during = readState(factsOf(runsAt(starts), { lastReadAt: readAt }), readAt + 2 * DAY);
    expect(during.state).toBe("unknown");
    expect(PAGE).toContain(`"${during.reason}"`);
    const now = last + 2 * DAY + 10 * HOUR;
    const told = runsAt([...starts, last + DAY, last + 2 * DAY]);
    expect(readState(factsOf(told, { lastReadAt: now - MINUTE }), now).state).toBe("ok");
  });
});
