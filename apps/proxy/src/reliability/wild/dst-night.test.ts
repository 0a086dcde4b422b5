import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Days } from "../../contract.ts";
import { type Room, room } from "../room.ts";
import { DAY, iso, MINUTE, smallWorld } from "./small-world.ts";
import { unitrendsAppliance } from "./unitrends-appliance.ts";

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

describe("a DST night", () => {
  const local = (day: string, clock: string) =>
    `${day.slice(5, 7)}/${day.slice(8)}/${day.slice(0, 4)} ${clock}`;

  function backup(id: number, startedAt: string, start: string, end: string, seconds: number) {
    const named = { client_id: 3, client_name: "srv", app_name: "file-level", type: "Incremental" };
    const row = { id, ...named, complete: true, status: "Successful", start_time: start, complete_time: end };
    return { startedAt: Date.parse(startedAt), row: { ...row, duration: seconds } };
  }

  /** Every night at half past two in Berlin, which is on the clock twice on the 25th of October. */
  const autumn = Array.from({ length: 12 }, (_, n) => {
    const day = iso(Date.parse("2026-10-17T00:00:00Z") + n * DAY).slice(0, 10);
    const utc = `${day}T0${n < 9 ? 0 : 1}:30:00Z`;
    return backup(n + 1, utc, local(day, "02:30:00 am"), local(day, "02:50:00 am"), 1200);
  });

  it("that is an hour longer keeps both runs of the doubled hour, each with its duration, in one night", async () => {
    const doubled = backup(
      99,
      "2026-10-25T01:30:00Z",
      "10/25/2026 02:30:00 am",
      "10/25/2026 02:50:00 am",
      1200,
    );
    const first = "10/25/2026 02:30:00 am";
    const data = [
      {
        backup_id: 9,
        name: "Nightly",
        start_time: first,
        sort_start_time: Date.parse("2026-10-25T00:30:00Z") / 1000,
      },
      {
        backup_id: 99,
        name: "Nightly",
        start_time: first,
        sort_start_time: Date.parse("2026-10-25T01:30:00Z") / 1000,
      },
    ];
    const rows = autumn.slice(0, 9);
    await using world = await smallWorld(
      given,
      "unitrends",
      unitrendsAppliance([...rows, doubled], { data }),
      {
        source: { timeZone: "Europe/Berlin" },
      },
    );
    world.clock.now = Date.parse("2026-10-25T08:00:00Z");
    expect((await world.poll()).error).toBeNull();
    const night = (await world.sessions()).slice(0, 2);
    expect(night.map(({ startedAt, endedAt, durationMs }) => [startedAt, endedAt, durationMs])).toEqual([
      ["2026-10-25T01:30:00.000Z", "2026-10-25T01:50:00.000Z", 20 * MINUTE],
      ["2026-10-25T00:30:00.000Z", "2026-10-25T00:50:00.000Z", 20 * MINUTE],
    ]);
    const { days, rows: grid } = await world.get<Days>(`days?by=item&source=${world.id}`);
    expect(days.filter((day) => day === "2026-10-25")).toHaveLength(1);
    expect(grid[0]?.cells.at(-1)?.kind).toBe("ok");
    expect((await world.items())[0]?.state).toBe("ok");
  });

  it("makes the nights after it neither overdue nor early: the schedule keeps to the wall clock", async () => {
    await using world = await smallWorld(given, "unitrends", unitrendsAppliance(autumn), {
      source: { timeZone: "Europe/Berlin" },
    });
    world.clock.now = Date.parse("2026-10-28T08:00:00Z");
    await world.poll();
    const [item] = await world.items();
    expect(item).toMatchObject({ state: "ok", expectedEveryMs: DAY });
    expect(item?.reason).toContain("daily about 02:30, 12 of the last 12");
  });
});
