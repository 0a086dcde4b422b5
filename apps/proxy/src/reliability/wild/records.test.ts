import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProtectedItem, Series } from "../../contract.ts";
import { type Room, room } from "../room.ts";
import { type AzureRow, azureAppliance } from "./azure-appliance.ts";
import { type EmSession, enterpriseManager, guidOf } from "./enterprise-manager.ts";
import { type NableRow, nableAccount, nableTime } from "./nable-account.ts";
import { type Answer, DAY, HOUR, iso, MINUTE, NOW, type SmallWorld, smallWorld } from "./small-world.ts";
import { unitrendsAppliance } from "./unitrends-appliance.ts";

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

/** A run of half an hour that began so long ago. */
function run(id: NableRow["id"], agoMs: number, more: Partial<NableRow> = {}): NableRow {
  const startedAt = NOW - agoMs;
  return { id, start: nableTime(startedAt), end: nableTime(startedAt + 30 * MINUTE), ...more };
}

/** Ten nights, the last one 19 hours ago. */
const nights = (last: Partial<NableRow> = {}) =>
  Array.from({ length: 10 }, (_, n) => run(n + 1, 19 * HOUR + n * DAY, n === 0 ? last : {}));

const account = (rows: NableRow[]) =>
  smallWorld(given, "nable", nableAccount([{ id: 9001, name: "SRV-01", rows }]));
const only = async (world: SmallWorld) => (await world.items())[0] as ProtectedItem;

const azureRow = (n: number, more: Record<string, unknown> = {}): AzureRow => ({
  id: `s${n}`,
  type: "SqlPolicyBackup",
  status: "Success",
  executionStartTime: iso(NOW - 19 * HOUR - n * DAY),
  executionStopTime: iso(NOW - 18 * HOUR - n * DAY),
  executionDuration: "01:00:00",
  backupJobInfo: { policyId: "p", policyName: "SQL", protectedInstancesCount: 3 },
  ...more,
});
const azureNights = (last: Record<string, unknown> = {}) =>
  Array.from({ length: 10 }, (_, n) => azureRow(n, n === 0 ? last : {}));

/** A container and one machine in it, each night. */
const emNights = (last: Record<string, unknown> = {}): EmSession[] =>
  Array.from({ length: 10 }, (_, n) => {
    const startedAt = iso(NOW - 19 * HOUR - n * DAY);
    const fields = n === 0 ? last : {};
    const container = guidOf(`container ${n}`);
    return [
      { guid: container, job: "Nightly", startedAt, fields },
      { guid: guidOf(`machine ${n}`), parent: container, job: "Nightly", host: "srv-1", startedAt, fields },
    ];
  }).flat();
const collectedAt = () => iso(NOW - MINUTE);

const unitrendsNights = (last: Record<string, unknown> = {}) =>
  Array.from({ length: 10 }, (_, n) => {
    const startedAt = NOW - 19 * HOUR - n * DAY;
    const row = {
      id: n + 1,
      type: "Incremental",
      client_id: 3,
      client_name: "srv",
      app_name: "file-level",
      complete: true,
      status: "Successful",
      start_time: `03/${String(10 - n).padStart(2, "0")}/2026 01:00:00 am`,
      complete_time: `03/${String(10 - n).padStart(2, "0")}/2026 01:20:00 am`,
      duration: 1200,
      ...(n === 0 ? last : {}),
    };
    return { startedAt, row };
  });

describe("ids that repeat", () => {
  it("are one session where the start is the same, and two where it is not; the source counts the repeats", async () => {
    const again = run(1, 19 * HOUR);
    const setUpAnew = run(2, 300 * DAY, { status: "FAILED" });
    await using world = await account([...nights(), again, setUpAnew]);
    for (let n = 0; n < 3; n += 1) {
      const { sessions, repeats, rejects } = await world.poll(15 * MINUTE);
      expect([sessions, repeats, rejects]).toEqual([11, 1, 0]);
    }
    const ids = (await world.sessions()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(11);
    expect(ids.filter((id) => id.startsWith(`${world.id}:9001:2`))).toHaveLength(2);
    expect((await only(world)).state).toBe("ok");
  });

  it("of a row that turned bad on a later page are the failed one: no order makes it good", async () => {
    const [good, ...older] = azureNights();
    const bad = { ...(good as AzureRow), status: "Error", executionStopTime: iso(NOW - 17 * HOUR) };
    for (const rows of [
      [good as AzureRow, bad, ...older],
      [bad, good as AzureRow, ...older],
    ]) {
      await using world = await smallWorld(given, "veeam-azure", azureAppliance(rows));
      await world.poll();
      expect((await only(world)).state).toBe("failed");
    }
  });
});

describe("retries as sessions of their own", () => {
  const tried = (results: string[]): EmSession[] => {
    const [, , ...older] = emNights();
    const tries = results.map((Result, n): EmSession[] => {
      const startedAt = iso(NOW - 19 * HOUR + n * 20 * MINUTE);
      const [container, fields] = [guidOf(`try ${n}`), { Result, IsRetry: n > 0 }];
      return [
        { guid: container, job: "Nightly", startedAt, fields },
        { guid: guidOf(`tried ${n}`), parent: container, job: "Nightly", host: "srv-1", startedAt, fields },
      ];
    });
    return [...tries.flat(), ...older];
  };

  it.each([
    ["that end well make the night good", ["Failed", "Failed", "Success"], "ok", 0],
    ["that all fail are one failed night, not three", ["Failed", "Failed", "Failed"], "failed", 1],
  ])("%s, and every try is kept", async (_name, results, state, failuresInARow) => {
    const answer = enterpriseManager(tried(results), { collectedAt });
    await using world = await smallWorld(given, "veeam-enterprise-manager", answer);
    const { sessions, error } = await world.poll();
    expect([sessions, error]).toEqual([24, null]);
    expect(await world.items()).toHaveLength(1);
    expect(await only(world)).toMatchObject({ state, failuresInARow });
  });
});

describe("a word that was never seen before", () => {
  it.each<[SmallWorldVendor, Answer]>([
    ["nable", nableAccount([{ id: 9001, name: "SRV-01", rows: nights({ status: "QUARANTINED" }) }])],
    ["veeam-azure", azureAppliance(azureNights({ status: "Quarantined" }))],
    ["veeam-enterprise-manager", enterpriseManager(emNights({ Result: "Quarantined" }), { collectedAt })],
    ["unitrends", unitrendsAppliance(unitrendsNights({ status: "Quarantined" }))],
  ])(
    "as %s's newest status is trouble on its item, however fine the nights before were",
    async (vendor, answer) => {
      await using world = await smallWorld(given, vendor, answer, { source: { timeZone: "UTC" } });
      expect((await world.poll()).error).toBeNull();
      const newest = (await world.sessions())[0];
      expect([newest?.status, newest?.vendorStatus?.toLowerCase()]).toEqual(["unknown", "quarantined"]);
      expect(await only(world)).toMatchObject({
        state: "unknown",
        reason: "the vendor's word for its last run is not known",
      });
      expect((await world.overview()).counts).toMatchObject({ unknown: 1, ok: 0 });
    },
  );

  it("as a type changes no item, and stands as a notice", async () => {
    await using world = await account([
      ...nights({ status: "FAILED" }),
      run(99, HOUR, { type: "REHYDRATE" }),
    ]);
    await world.poll();
    expect(await only(world)).toMatchObject({ state: "failed" });
    const { notices } = await world.overview();
    expect(notices.map(({ text }) => text).join()).toContain("REHYDRATE");
  });
});

describe("a size that is unknown", () => {
  it("beside one that is 0 stays unknown: in the list, in the export and in the chart", async () => {
    const zero = run(1, 19 * HOUR, { more: "<transferred_size>0</transferred_size>" });
    const empty = run(2, 43 * HOUR, { more: "<transferred_size></transferred_size>" });
    const absent = run(3, 67 * HOUR);
    await using world = await account([zero, empty, absent]);
    await world.poll();
    expect((await world.sessions()).map(({ transferredBytes }) => transferredBytes)).toEqual([0, null, null]);
    const csv = await world.text(`sessions.csv?source=${world.id}`);
    const [header = [], ...rows] = csv
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(","));
    const at = header.indexOf("transferredBytes");
    expect(rows.map((cells) => cells[at])).toEqual(["0", "", ""]);
    const series = await world.get<Series>(
      `series?device=${world.id}:9001&metric=transferredBytes&from=2026-03-01T00:00:00Z&to=2026-03-11T00:00:00Z`,
    );
    expect(series.lines[0]?.points.map(({ value }) => value)).toEqual([null, null, 0]);
  });
});

describe("a RESTORE among backups", () => {
  it("that went well heals no failed backup, one that failed breaks no good one, and none is a backup of its own", async () => {
    for (const [backup, restore, state] of [
      ["FAILED", "COMPLETED", "failed"],
      ["COMPLETED", "FAILED", "ok"],
    ] as const) {
      const restored = run(99, HOUR, { type: "RESTORE", status: restore });
      await using world = await account([...nights({ status: backup }), restored]);
      expect((await world.poll()).sessions).toBe(11);
      expect(await world.items()).toHaveLength(1);
      expect((await only(world)).state).toBe(state);
    }
    await using alone = await account([run(99, HOUR, { type: "RESTORE" })]);
    await alone.poll();
    expect(await only(alone)).toMatchObject({ state: "never", lastGood: null });
  });
});

describe("a vendor's upgrade", () => {
  it("that changes its keys' case between two polls doubles and loses nothing", async () => {
    let camelCase = false;
    const sessions = emNights();
    const ways = { collectedAt: () => iso(world.clock.now - MINUTE), camelCase: () => camelCase };
    await using world: SmallWorld = await smallWorld(
      given,
      "veeam-enterprise-manager",
      enterpriseManager(sessions, ways),
    );
    await world.poll();
    const before = await world.sessions();
    camelCase = true;
    const startedAt = iso(NOW - 30 * MINUTE);
    const container = guidOf("after");
    const fields = { Result: "Failed" };
    sessions.push(
      { guid: container, job: "Nightly", startedAt, fields },
      { guid: guidOf("after 1"), parent: container, job: "Nightly", host: "srv-1", startedAt, fields },
    );
    const { error, sessions: count } = await world.poll(15 * MINUTE);
    expect([error, count]).toEqual([null, before.length + 2]);
    expect(await world.items()).toHaveLength(1);
    expect((await only(world)).state).toBe("failed");
  });

  it("that changes the case of keys that are not known otherwise is an error in words, and makes nothing better", async () => {
    const rows = azureNights({ status: "Error" });
    const usual = azureAppliance(rows);
    let isUpgraded = false;
    const upgraded: Answer = (asked) => {
      const reply = usual(asked);
      return isUpgraded && asked.path.endsWith("/jobSessions") ? { TotalCount: 0, Results: [] } : reply;
    };
    await using world = await smallWorld(given, "veeam-azure", upgraded);
    await world.poll();
    expect((await only(world)).state).toBe("failed");
    isUpgraded = true;
    const { state, error } = await world.poll(15 * MINUTE);
    expect([state, error?.kind]).toEqual(["failing", "parse"]);
    expect((await only(world)).state).toBe("failed");
  });

  it.each<[string, SmallWorldVendor, Answer]>([
    ["status", "nable", nableAccount([{ id: 9001, name: "S", rows: nights({ status: "" }) }])],
    ["status", "veeam-azure", azureAppliance(azureNights({ status: null }))],
    ["result", "veeam-enterprise-manager", enterpriseManager(emNights({ Result: null }), { collectedAt })],
    ["status", "unitrends", unitrendsAppliance(unitrendsNights({ status: null }))],
  ])(
    "that turns the %s of %s null leaves its item unknown and its sessions whole",
    async (_field, vendor, answer) => {
      await using world = await smallWorld(given, vendor, answer, { source: { timeZone: "UTC" } });
      expect(await world.poll()).toMatchObject({ error: null, rejects: 0 });
      expect(await world.items()).toHaveLength(1);
      expect((await only(world)).state).toBe("unknown");
      expect((await only(world)).lastGood?.at).toBe(iso(NOW - 43 * HOUR));
    },
  );

  it("that turns times and sizes null keeps every session, says nothing was measured, and calls no item good by it", async () => {
    const gone = { executionStartTime: undefined, executionStopTime: null, executionDuration: null };
    const rows = azureNights().map((row) => ({ ...row, ...gone }) as unknown as AzureRow);
    const answer: Answer = (asked) => {
      const reply = azureAppliance([])(asked);
      return asked.path.endsWith("/jobSessions") ? { totalCount: rows.length, results: rows } : reply;
    };
    await using world = await smallWorld(given, "veeam-azure", answer);
    expect(await world.poll()).toMatchObject({ sessions: 10, rejects: 0 });
    for (const { startedAt, endedAt, durationMs } of await world.sessions())
      expect([startedAt, endedAt, durationMs]).toEqual([null, null, null]);
    expect((await only(world)).state).toBe("unknown");
  });
});

type SmallWorldVendor = Parameters<typeof smallWorld>[1];
