import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Days, ProtectedItem, Series } from "../../contract.ts";
import { type Room, room } from "../room.ts";
import { type AzureRow, azureAppliance } from "./azure-appliance.ts";
import { enterpriseManager, guidOf } from "./enterprise-manager.ts";
import { type NableRow, nableAccount, nableTime } from "./nable-account.ts";
import { DAY, HOUR, iso, MINUTE, NOW, type SmallWorld, smallWorld } from "./small-world.ts";
import { unitrendsAppliance } from "./unitrends-appliance.ts";

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

/** A run of so many minutes that began so long ago. */
function run(id: NableRow["id"], agoMs: number, more: Partial<NableRow> = {}, minutes = 30): NableRow {
  const startedAt = NOW - agoMs;
  return { id, start: nableTime(startedAt), end: nableTime(startedAt + minutes * MINUTE), ...more };
}

/** Ten nights, the last one 19 hours ago. */
const nights = (status?: string) =>
  Array.from({ length: 10 }, (_, n) => run(n + 1, 19 * HOUR + n * DAY, n === 0 && status ? { status } : {}));

async function account(rows: NableRow[]): Promise<SmallWorld> {
  return smallWorld(given, "nable", nableAccount([{ id: 9001, name: "SRV-01", rows }]));
}

const only = async (world: SmallWorld) => (await world.items())[0] as ProtectedItem;

describe("a run that is under way", () => {
  const began = NOW - 20 * MINUTE;
  const azure: AzureRow[] = [
    {
      id: "1",
      type: "PolicySnapshot",
      status: "Running",
      executionStartTime: iso(began),
      backupJobInfo: { policyId: "p", policyName: "Nightly", protectedInstancesCount: 1 },
    },
  ];
  const emSession = { guid: guidOf("c"), job: "Nightly", startedAt: iso(began) };
  const collectedAt = () => iso(NOW - MINUTE);

  it.each([
    ["without an end", "veeam-azure", azureAppliance(azure)],
    [
      "whose end is year 1, as .NET says none",
      "veeam-azure",
      azureAppliance([{ ...(azure[0] as AzureRow), executionStopTime: "0001-01-01T00:00:00" }]),
    ],
    [
      "whose end is year 1, at Enterprise Manager",
      "veeam-enterprise-manager",
      enterpriseManager(
        [{ ...emSession, fields: { State: "Working", Result: "None", EndTimeUTC: "0001-01-01T00:00:00Z" } }],
        { collectedAt },
      ),
    ],
    [
      "without an end, at Unitrends",
      "unitrends",
      unitrendsAppliance([
        {
          startedAt: began,
          row: {
            id: 1,
            type: "Full",
            client_id: 3,
            client_name: "srv",
            app_name: "file-level",
            complete: false,
            status: null,
            start_time: "03/10/2026 07:40:00 pm",
            complete_time: null,
            duration: "n/a",
          },
        },
      ]),
    ],
  ] as const)("%s has neither end nor duration nor an age of its own", async (_name, vendor, answer) => {
    await using world = await smallWorld(given, vendor, answer, { source: { timeZone: "UTC" } });
    expect((await world.poll()).error).toBeNull();
    const [session] = await world.sessions();
    expect(session).toMatchObject({
      status: "running",
      startedAt: iso(began),
      endedAt: null,
      durationMs: null,
    });
    expect(await only(world)).toMatchObject({
      state: "never",
      lastGood: null,
      running: { startedAt: iso(began), usualMs: null },
    });
  });
});

describe("an end before its start", () => {
  it("is shown as given, without a duration, and the item says that its times cannot be right", async () => {
    const [newest = run(0, 0), ...older] = nights();
    const odd = { ...newest, end: nableTime(NOW - 20 * HOUR) };
    await using world = await account([odd, ...older]);
    await world.poll();
    const session = (await world.sessions()).find(({ vendorId }) => vendorId === "1");
    expect(session).toMatchObject({
      startedAt: iso(NOW - 19 * HOUR),
      endedAt: iso(NOW - 20 * HOUR),
      durationMs: null,
      flags: ["clock"],
    });
    expect(await only(world)).toMatchObject({
      state: "warning",
      reason: "its times cannot be right: shown as the vendor gave them",
    });
    const series = await world.get<Series>(
      `series?device=${world.id}:9001&metric=durationMs&from=2026-03-01T00:00:00Z&to=2026-03-11T00:00:00Z`,
    );
    const values = series.lines[0]?.points.map(({ value }) => value);
    expect(values).toEqual([...Array.from({ length: 9 }, () => 30 * MINUTE), null]);
  });
});

describe("a time that is none", () => {
  it.each([
    ["1970", "1970-01-01 00:00:00"],
    ["9999", "9999-12-31 23:59:59"],
    ["zeros", "0000-00-00 00:00:00"],
    ["a day that no calendar has", "2026-02-30 01:00:00"],
  ])(
    "(%s) is kept as unknown and proves nothing: a success with it makes no item good",
    async (_name, time) => {
      const old = Array.from({ length: 10 }, (_, n) => run(n + 1, 30 * DAY + n * DAY));
      await using world = await account([...old, { id: 99, start: time, end: time }]);
      const source = await world.poll();
      expect([source.sessions, source.rejects, source.error]).toEqual([11, 0, null]);
      const session = (await world.sessions()).find(({ vendorId }) => vendorId === "99");
      expect(session).toMatchObject({ startedAt: null, endedAt: null, durationMs: null, status: "success" });
      const item = await only(world);
      expect(item).toMatchObject({ state: "unknown", reason: "its last run tells no time that can be read" });
      expect(item.lastGood?.at).toBe(iso(NOW - 30 * DAY));
      const { rows } = await world.get<Days>(`days?by=item&source=${world.id}`);
      expect(rows[0]?.cells.at(-1)?.kind).toBe("unknown");
    },
  );

  it("takes no failure out of sight", async () => {
    const odd = { id: 99, start: "9999-12-31 23:59:59", end: "9999-12-31 23:59:59" };
    await using world = await account([...nights("FAILED"), odd]);
    await world.poll();
    expect(await only(world)).toMatchObject({ state: "failed", failuresInARow: 1 });
    expect((await world.overview()).counts).toMatchObject({ failed: 1, ok: 0 });
  });

  it("of a run that did not start is a failure all the same", async () => {
    const time = "0000-00-00 00:00:00";
    await using world = await account([
      ...nights(),
      { id: 99, start: time, end: time, status: "NOT_STARTED" },
    ]);
    await world.poll();
    expect(await only(world)).toMatchObject({ state: "failed", reason: "did not start" });
  });

  it("is no part of the schedule that is learnt", async () => {
    const odd = [1, 2, 3].map((n) => ({ id: 90 + n, start: "1970-01-01 00:00:00", end: "" }));
    await using world = await account([...nights(), ...odd]);
    await world.poll();
    expect((await only(world)).expectedEveryMs).toBe(DAY);
  });
});

describe("rows in no order", () => {
  it("are judged by their times: the newest decides, wherever it stands", async () => {
    const rows = nights("FAILED");
    const shuffled = [5, 0, 8, 2, 9, 1, 7, 3, 6, 4].map((at) => rows[at] as NableRow);
    await using world = await account(shuffled);
    await world.poll();
    expect(await only(world)).toMatchObject({ state: "failed", failuresInARow: 1 });
    expect((await world.sessions()).map(({ vendorId }) => Number(vendorId))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});

describe("a batch that arrives hours late", () => {
  it("is no overdue run before, and stands at its own time after, the failed one among them at once", async () => {
    const rows = nights();
    await using world = await account(rows);
    await world.poll();
    // The night's batch began an hour ago by its schedule, and its rows come with its end only, nine hours late.
    for (let hour = 0; hour < 14; hour += 1) {
      await world.poll(HOUR);
      expect((await only(world)).state).toBe("ok");
    }
    const started = NOW + 5 * HOUR;
    rows.push({ id: 50, start: nableTime(started), end: nableTime(started + 8 * HOUR), status: "FAILED" });
    await world.poll(15 * MINUTE);
    expect(await only(world)).toMatchObject({ state: "failed", failingSince: iso(started) });
    const failed = (await world.sessions()).find(({ vendorId }) => vendorId === "50");
    expect(failed).toMatchObject({ at: iso(started), firstSeenAt: iso(NOW + 14.25 * HOUR) });
  });
});

describe("a weekly job", () => {
  // NOW is a Tuesday; the last run was on Saturday.
  const weeks = Array.from({ length: 8 }, (_, n) => run(n + 1, 3 * DAY + 18 * HOUR + n * 7 * DAY));

  it("is not overdue on the other days, and is once its own has gone by without a run", async () => {
    await using world = await account(weeks);
    await world.poll();
    expect(await only(world)).toMatchObject({ state: "ok", expectedEveryMs: 7 * DAY });
    for (const later of [DAY, DAY, DAY]) {
      await world.poll(later);
      expect((await only(world)).state).toBe("ok");
    }
    await world.poll(36 * HOUR);
    expect(await only(world)).toMatchObject({ state: "overdue" });
    expect((await only(world)).reason).toMatch(/^expected on Saturdays/);
  });
});

describe("a job over midnight", () => {
  it("belongs to the day on which its night ends, on whichever side of midnight it begins", async () => {
    // 23:50 in Berlin on Monday the 9th until 01:20, and 00:10 on Saturday the 7th.
    const rows = [run(1, 21 * HOUR + 10 * MINUTE, {}, 90), run(2, 3 * DAY + 20 * HOUR + 50 * MINUTE)];
    await using world = await account(rows);
    await world.poll();
    const { days, rows: grid } = await world.get<Days>(`days?by=item&source=${world.id}`);
    const kinds = new Map(days.map((day, at) => [day, grid[0]?.cells[at]?.kind]));
    expect([kinds.get("2026-03-07"), kinds.get("2026-03-09"), kinds.get("2026-03-10")]).toEqual([
      "ok",
      "not-expected",
      "ok",
    ]);
    expect((await world.sessions())[0]).toMatchObject({ durationMs: 90 * MINUTE });
  });
});
