import { describe, expect, it } from "vitest";
import type { Run } from "../store/store.ts";
import { dueAfter, learnCadence } from "./cadence.ts";
import { DAY, HOUR, runAt } from "./test-facts.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const runsAt = (starts: number[]): Run[] =>
  starts.map((start, i) => ({
    ...runAt(0),
    id: `r${i}`,
    at: new Date(start).toISOString(),
    startedAt: new Date(start).toISOString(),
  }));
const days = (first: string, count: number, keep: (weekday: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, i) => at(first) + i * DAY).filter((start) =>
    keep(new Date(start).getUTCDay()),
  );

describe("cadence", () => {
  it("calls nothing a schedule before four starts", () => {
    expect(learnCadence(runsAt(days("2026-11-01T01:00:00Z", 3)), ZONE)).toBeNull();
  });

  it("learns a nightly job and expects it at its hour on the next day", () => {
    const cadence = learnCadence(runsAt(days("2026-11-01T01:00:00Z", 14)), ZONE);
    expect(cadence?.reason).toBe("daily about 02:00, 14 of the last 14");
    expect(cadence?.next(at("2026-11-14T01:00:00Z"))).toBe(at("2026-11-15T01:00:00Z"));
  });

  it("does not expect a weekday-only job at a weekend", () => {
    const cadence = learnCadence(runsAt(days("2026-11-02T20:00:00Z", 21, (day) => day > 0 && day < 6)), ZONE);
    expect(cadence?.reason).toMatch(/^on weekdays about 21:00/);
    // Friday's run is followed by Monday's.
    expect(cadence?.next(at("2026-11-20T20:00:00Z"))).toBe(at("2026-11-23T20:00:00Z"));
  });

  it("learns a weekly job by its day", () => {
    const cadence = learnCadence(
      runsAt(Array.from({ length: 6 }, (_, i) => at("2026-10-03T22:00:00Z") + i * 7 * DAY)),
      ZONE,
    );
    const next = cadence?.next(at("2026-11-07T22:00:00Z")) as number;
    expect(Math.abs(next - at("2026-11-14T22:00:00Z"))).toBeLessThanOrEqual(HOUR);
  });

  it("does not expect a job of one week on the days of the week that have not come by yet", () => {
    const cadence = learnCadence(runsAt(days("2026-11-02T20:00:00Z", 5)), ZONE);
    expect(cadence?.next(at("2026-11-06T20:00:00Z"))).toBe(at("2026-11-09T20:00:00Z"));
  });

  it.each<[string, number[], string, string]>([
    [
      "on the 1st, over months of 31, 30 and 28 days",
      [7, 8, 9, 10, 11, 12, 13, 14].map((month) => Date.UTC(2025, month, 1, 2)),
      "monthly on the 1st about 03:00, 8 of the last 8",
      "2026-04-01T01:00:00Z",
    ],
    [
      "on the last day, however many the month has",
      [5, 6, 7, 8, 9, 10, 11, 12].map((month) => Date.UTC(2025, month, 0, 20)),
      "on the last day of the month about 22:00, 8 of the last 8",
      "2026-01-31T21:00:00Z",
    ],
    [
      "on the second Tuesday",
      ["07-08", "08-12", "09-09", "10-14", "11-11", "12-09"].map((day) => at(`2025-${day}T20:00:00Z`)),
      "on the 2nd Tuesday of the month about 22:00, 6 of the last 6",
      "2026-01-13T21:00:00Z",
    ],
  ])("learns a monthly job %s", (_, starts, reason, next) => {
    const cadence = learnCadence(runsAt(starts), ZONE);
    expect(cadence?.reason).toBe(reason);
    expect(new Date(cadence?.next(starts.at(-1) as number) ?? 0).toISOString()).toBe(
      new Date(next).toISOString(),
    );
  });

  it("finds no schedule in what comes and goes: a laptop in the office on some days", () => {
    const some = days("2026-09-01T08:00:00Z", 60).filter((_, i) =>
      [1, 2, 5, 8, 9, 13, 15, 16].includes(i % 17),
    );
    expect(learnCadence(runsAt(some), ZONE)).toBeNull();
  });

  it("keeps the schedule of a job that missed a few of its nights", () => {
    const most = days("2026-09-01T01:00:00Z", 60).filter((_, i) => ![20, 21, 22, 40].includes(i));
    expect(learnCadence(runsAt(most), ZONE)?.reason).toMatch(/^daily about 03:00/);
  });

  it("keeps the wall clock over both DST nights", () => {
    const autumn = learnCadence(runsAt(days("2026-10-12T00:30:00Z", 13)), ZONE);
    expect(autumn?.next(at("2026-10-24T00:30:00Z"))).toBe(at("2026-10-25T00:30:00Z"));
    // 02:30 by the wall: an hour later in UTC once the clock is back.
    expect(autumn?.next(at("2026-10-25T00:30:00Z"))).toBe(at("2026-10-26T01:30:00Z"));
  });

  it("takes a retry for the same run", () => {
    const starts = days("2026-11-01T01:00:00Z", 14).flatMap((start) => [start, start + HOUR]);
    const runs = runsAt(starts).map((run, i) => ({
      ...run,
      status: i % 2 ? ("success" as const) : ("failed" as const),
    }));
    expect(learnCadence(runs, ZONE)?.next(at("2026-11-14T01:00:00Z"))).toBe(at("2026-11-15T01:00:00Z"));
  });

  it("learns a job of several runs a day by its gap", () => {
    const starts = Array.from({ length: 30 }, (_, i) => at("2026-11-10T00:00:00Z") + i * 4 * HOUR);
    expect(learnCadence(runsAt(starts), ZONE)).toMatchObject({
      everyMs: 4 * HOUR,
      reason: "every 4 hours, 29 of the last 29",
    });
  });

  it("gives half an interval of grace, at least two hours and at most twelve", () => {
    const nightly = learnCadence(runsAt(days("2026-11-01T01:00:00Z", 14)), ZONE);
    const start = at("2026-11-14T01:00:00Z");
    expect(dueAfter(nightly, start, start).dueAt).toBe(start + DAY + HOUR / 3 + 12 * HOUR);
    expect(dueAfter(null, start, start)).toMatchObject({ isDefault: true, dueAt: start + 36 * HOUR });
  });
});
