import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Room, room } from "../room.ts";
import { type AzureRow, type AzureWays, azureAppliance } from "./azure-appliance.ts";
import { type EmSession, type EmWays, enterpriseManager, guidOf } from "./enterprise-manager.ts";
import { type Answer, DAY, HOUR, iso, MINUTE, NOW, smallWorld } from "./small-world.ts";
import { unitrendsAppliance } from "./unitrends-appliance.ts";

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

const rowsOf = (count: number): AzureRow[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `s${n}`,
    type: "PolicyBackup",
    status: "Success",
    executionStartTime: iso(NOW - (n + 1) * HOUR),
    executionStopTime: iso(NOW - (n + 1) * HOUR + MINUTE),
    backupJobInfo: { policyId: `p${n}`, policyName: `Policy ${n}`, protectedInstancesCount: 1 },
  }));

const machines = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    resource: { id: `vm${n}`, name: `vm-${n}`, resourceType: "VirtualMachine" },
    runs: [{ status: n === count - 1 ? "Error" : "Success", startTime: iso(NOW - HOUR) }],
  }));

describe("an Azure appliance whose pages are shorter than what is asked for", () => {
  const ways: [string, AzureWays][] = [
    ["and says how many there are", { mostRows: 40 }],
    ["and does not say how many there are", { mostRows: 40, totalOf: () => undefined }],
    ["and says too few by far", { mostRows: 40, totalOf: (_, all) => Math.min(1, all.length) }],
    ["and counts each page alone", { mostRows: 40, totalOf: (page) => page.length }],
  ];

  it.each(ways)("%s is read to the end", async (_name, more) => {
    for (const count of [1, 39, 40, 41, 79, 81, 203]) {
      await using world = await smallWorld(given, "veeam-azure", azureAppliance(rowsOf(count), more));
      const { sessions, error } = await world.poll();
      expect([count, sessions, error]).toEqual([count, count, null]);
    }
  });

  it.each(ways)("%s tells of every machine of a run, the last one's failure too", async (_name, more) => {
    const [row] = rowsOf(1);
    const items = { s0: machines(95) };
    await using world = await smallWorld(
      given,
      "veeam-azure",
      azureAppliance([row as AzureRow], { ...more, items }),
    );
    expect((await world.poll()).error).toBeNull();
    const states = (await world.items()).map(({ state }) => state);
    expect(states).toHaveLength(95);
    expect(states[0]).toBe("failed");
  });
});

it("an Azure appliance that does not know the filter of times is read once, and not for ever", async () => {
  const rows = rowsOf(90);
  let asked = 0;
  const answer = azureAppliance(rows);
  await using world = await smallWorld(given, "veeam-azure", (one) => {
    asked += 1;
    one.query.delete("FromUtc");
    one.query.delete("ToUtc");
    return answer(one);
  });
  expect(await world.poll()).toMatchObject({ sessions: 90, error: null });
  expect(asked).toBeLessThan(200);
});

describe("Enterprise Manager's query service", () => {
  /** A machine's nights, each in a container. */
  const nights = (count: number): EmSession[] =>
    Array.from({ length: count }, (_, n) => {
      const startedAt = iso(NOW - 10 * DAY + n * HOUR);
      const container = guidOf(`container ${n}`);
      const fields = n === count - 1 ? { Result: "Failed" } : {};
      return [
        { guid: container, job: "Hourly", startedAt, fields },
        { guid: guidOf(`machine ${n}`), parent: container, job: "Hourly", host: "srv-1", startedAt, fields },
      ];
    }).flat();
  const collectedAt = () => iso(NOW - MINUTE);
  const read = async (ways: Partial<EmWays>, count = 230) => {
    const answer = enterpriseManager(nights(count), { collectedAt, ...ways });
    await using world = await smallWorld(given, "veeam-enterprise-manager", answer);
    const { sessions, error } = await world.poll();
    return { sessions, error, items: await world.items() };
  };

  it("that gives 100 rows where 500 were asked, and counts its pages by that, is read to the end", async () => {
    const { sessions, error, items } = await read({ mostRows: 100 });
    expect([sessions, error]).toEqual([460, null]);
    expect(items.map(({ state }) => state)).toEqual(["failed"]);
  });

  it.each<[string, EmWays["paging"]]>([
    [
      "as if it gave what was asked",
      ({ rows, size, page }) => ({ PageNum: page, PageSize: size, PagesCount: Math.ceil(rows / size) }),
    ],
    ["as one", ({ page }) => ({ PageNum: page, PageSize: 100, PagesCount: 1 })],
  ])("that gives 100 rows and counts its pages %s is read to the end all the same", async (_name, paging) => {
    const { sessions, error, items } = await read({ mostRows: 100, ...(paging && { paging }) });
    expect([sessions, error]).toEqual([460, null]);
    expect(items.map(({ state }) => state)).toEqual(["failed"]);
  });

  it("that refuses the page after its last is read to the end: a full last page is no error", async () => {
    const answer = enterpriseManager(nights(50), { collectedAt });
    const refusing: Answer = (asked) => (asked.query.get("page") === "2" ? undefined : answer(asked));
    await using world = await smallWorld(given, "veeam-enterprise-manager", refusing);
    const { sessions, error, learnt } = await world.poll();
    expect([sessions, error, learnt[0]]).toEqual([100, null, "read by the query service"]);
  });

  it("that does not say how many pages there are is an error in words, and nothing counts as read", async () => {
    const { error, items } = await read({ mostRows: 100, paging: ({ page }) => ({ PageNum: page }) });
    expect(error).toMatchObject({
      kind: "parse",
      message: "the query service does not say how many pages there are",
    });
    for (const { state } of items) expect(state).not.toBe("ok");
  });
});

describe("a Unitrends job history that is cut short", () => {
  const backups = Array.from({ length: 30 }, (_, n) => {
    const startedAt = NOW - (n + 1) * HOUR;
    const clock = iso(startedAt);
    const hour = Number(clock.slice(11, 13));
    const told = `${clock.slice(5, 7)}/${clock.slice(8, 10)}/2026 ${String(hour % 12 || 12).padStart(2, "0")}:00:00 ${hour < 12 ? "am" : "pm"}`;
    const named = { client_id: 3, client_name: "srv", app_name: "file-level", type: "Incremental" };
    return {
      startedAt,
      row: { id: 100 - n, ...named, complete: true, status: "Successful", start_time: told, duration: 60 },
    };
  });
  const told = (id: number) => ({ backup_id: id, name: "Hourly" });

  it("costs no session, and leaves the policy of what it does not name unknown until it is told", async () => {
    const history = { data: [100, 99, 98].map(told), limited: true };
    await using world = await smallWorld(given, "unitrends", unitrendsAppliance(backups, history), {
      source: { timeZone: "UTC" },
    });
    expect(await world.poll()).toMatchObject({ sessions: 30, error: null });
    const policies = (await world.sessions()).map(({ policy }) => policy?.name ?? null);
    expect(policies).toEqual([
      ...Array.from({ length: 3 }, () => "Hourly"),
      ...Array.from({ length: 27 }, () => null),
    ]);
    expect((await world.items()).map(({ state }) => state)).toEqual(["ok"]);
    // What was known once stays, though the list no longer reaches it.
    history.data = [97].map(told);
    await world.poll(15 * MINUTE);
    const later = (await world.sessions()).slice(0, 5).map(({ policy }) => policy?.name ?? null);
    expect(later.slice(0, 3)).toEqual(["Hourly", "Hourly", "Hourly"]);
  });
});
