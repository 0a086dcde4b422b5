import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type {
  About,
  Days,
  Group,
  List,
  Overview,
  ProtectedItem,
  Reject,
  Series,
  Source,
  StatedList,
} from "../contract.ts";
import { makeSession } from "../store/test/make-session.ts";
import { NOW, type TestApp, testApp, testConfig } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

async function get<T>(path: string): Promise<T> {
  const answer = await app.request(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}

describe("the overview", () => {
  it("counts every item once, by state, by client and by source, and puts the worst first", async () => {
    const { counts, total, good, byClient, bySource, worst, sentence } = await get<Overview>("/api/overview");
    const sum = (all: object) => Object.values(all).reduce((a, b) => a + b, 0);
    expect([total, sum(counts)]).toEqual([4, 4]);
    expect(byClient.reduce((n, one) => n + sum(one.counts), 0)).toBe(4);
    expect(bySource.map((one) => [one.id, sum(one.counts)])).toEqual([
      ["rmm", 2],
      ["azure", 2],
    ]);
    expect(worst[0]).toMatchObject({ state: "failed", workload: "MSSQL", reason: "=disk full" });
    expect(worst[0]?.strip).toHaveLength(14);
    expect(sentence).toContain(`${good} of 4 items have a backup`);
  });

  it("speaks of one source or client where asked to", async () => {
    expect((await get<Overview>("/api/overview?source=azure")).total).toBe(2);
    expect((await get<Overview>("/api/overview?client=rmm:100")).counts.failed).toBe(1);
    expect((await get<Overview>("/api/overview?client=nobody")).total).toBe(0);
  });
});

describe("protected items", () => {
  it("lists exactly the items that a count counts", async () => {
    const { counts } = await get<Overview>("/api/overview");
    for (const [state, n] of Object.entries(counts))
      expect(await get(`/api/protected-items?state=${state}`)).toMatchObject({ total: n });
  });

  it("sorts with nulls last in either direction, and finds one by its id", async () => {
    const names = async (sort: string) =>
      (await get<List<ProtectedItem>>(`/api/protected-items?sort=${sort}`)).items.map(
        (item) => item.workload,
      );
    expect(await names("workload")).toEqual(["FILE_SYSTEM", "MSSQL", null, null]);
    expect(await names("-workload")).toEqual(["MSSQL", "FILE_SYSTEM", null, null]);
    const [first] = (await get<List<ProtectedItem>>("/api/protected-items")).items;
    expect(await get(`/api/protected-items/${encodeURIComponent(first?.id ?? "")}`)).toEqual(first);
  });

  it("pages through the list by its cursors", async () => {
    const first = await get<List<ProtectedItem>>("/api/protected-items?limit=3");
    const rest = await get<List<ProtectedItem>>(`/api/protected-items?limit=3&cursor=${first.nextCursor}`);
    expect([first.items.length, rest.items.length, rest.nextCursor, rest.total]).toEqual([3, 1, null, 4]);
  });
});

describe("devices, policies and clients", () => {
  it("stand as bad as the worst of their items, with the counts of all of them", async () => {
    const { items } = await get<List<Group>>("/api/devices");
    expect(items[0]).toMatchObject({ id: "rmm:9001", state: "failed", items: [] });
    const { counts, items: own } = await get<Group>("/api/devices/rmm:9001");
    expect(counts.failed).toBe(1);
    expect(own.map((item) => item.workload)).toEqual(["MSSQL", "FILE_SYSTEM"]);
    expect((await get<Group>("/api/policies/azure:pol")).items).toHaveLength(2);
    expect(await get("/api/clients/rmm:100")).toMatchObject({ name: "Aue, Stadtwerke", state: "failed" });
  });

  it("are counted by state under the other filters, whichever states are shown", async () => {
    const all = await get<StatedList<Group>>("/api/devices");
    const failed = await get<StatedList<Group>>("/api/devices?state=failed");
    expect(failed.counts).toEqual(all.counts);
    expect([failed.total, all.total]).toEqual([
      all.counts.failed,
      Object.values(all.counts).reduce((sum, one) => sum + one, 0),
    ]);
    const items = await get<StatedList<ProtectedItem>>("/api/protected-items?source=rmm&state=ok");
    expect(items.total).toBe(items.counts.ok);
    expect(items.counts.failed).toBe(1);
  });

  it("are found by name", async () => {
    expect((await get<List<Group>>("/api/devices?q=WEB-1")).items.map((one) => one.name)).toEqual(["web-1"]);
  });
});

describe("series", () => {
  it("has a line an item, the worst first, with the failed run kept", async () => {
    const { unit, lines } = await get<Series>("/api/series?device=rmm:9001&metric=transferredBytes");
    expect([unit, lines.length, lines[0]?.points.length]).toEqual(["bytes", 2, 7]);
    expect(lines[0]?.points.at(-1)).toMatchObject({ status: "failed", value: 1_000 });
    expect(lines[0]?.points.map((point) => point.value)).toEqual([1006, 1005, 1004, 1003, 1002, 1001, 1000]);
  });

  it("tells a figure that the vendor does not tell as null, never as 0", async () => {
    const { lines } = await get<Series>("/api/series?policy=azure:pol&metric=selectedBytes");
    expect(lines.flatMap((line) => line.points.map((point) => point.value))).toEqual([null, null]);
  });

  it("keeps to its time: from inclusive, to exclusive", async () => {
    const { lines } = await get<Series>(
      "/api/series?device=rmm:9001&metric=durationMs&from=2026-03-08T02:00:00Z&to=2026-03-10T02:00:00Z",
    );
    expect(lines.map((line) => line.points.map((point) => point.value))).toEqual([
      [3000, 2000],
      [3000, 2000],
    ]);
  });
});

it("the day grid has a cell a day in every row, and a night stands in the day on which it ends", async () => {
  const { days, rows } = await get<Days>("/api/days?by=device&source=rmm");
  expect(days).toHaveLength(30);
  expect(days.at(-1)).toBe("2026-03-11");
  const cells = rows[0]?.cells ?? [];
  expect(cells).toHaveLength(30);
  expect(cells[days.indexOf("2026-03-10")]).toEqual({ kind: "failed", counts: { failed: 1, ok: 1 } });
  expect(cells[days.indexOf("2026-03-09")]).toEqual({ kind: "ok", counts: { ok: 2 } });
});

it("the day grid of thirty days is drawn from memory", async () => {
  const histories = vi.spyOn(app.deps.store, "histories");
  const { rows } = await get<Days>("/api/days?by=client");
  expect([rows.length > 0, histories.mock.calls.length]).toEqual([true, 0]);
  histories.mockRestore();
});

describe("sources", () => {
  it("tell their state, their counts and never a credential", async () => {
    const { items } = await get<List<Source>>("/api/sources");
    expect(items.map(({ id, state, sessions, rejects }) => [id, state, sessions, rejects])).toEqual([
      ["rmm", "ok", 14, 1],
      ["azure", "ok", 4, 0],
    ]);
    expect(items[1]?.url).toBe("https://vba.example.net:9398");
    expect(JSON.stringify(items)).not.toMatch(/0123456789abcdef|p\/ss word|apiKey|password/);
  });

  it("show the records that could not become sessions", async () => {
    const { items, total } = await get<List<Reject>>("/api/sources/rmm/rejects");
    expect([items[0]?.reason, items[0]?.record, total]).toEqual(["no id", "<session/>", 1]);
  });
});

it("every screen learns the version, the zone and how many sources there are", async () => {
  expect(await get<About>("/api/about")).toEqual({
    version: "1.2.3",
    demo: false,
    timeZone: "Europe/Berlin",
    dayStartsAt: "12:00",
    notices: [
      {
        kind: "clock",
        text: "N-able EMEA: its clock is 2 d behind this machine's; every time it tells is off by as much. Correct the one that is wrong.",
        sourceId: "rmm",
      },
    ],
    sources: 2,
    now: "2026-03-10T12:00:00.000Z",
  });
});

describe("for machines", () => {
  it("liveness and readiness are told apart", async () => {
    for (const path of ["/healthz", "/readyz"]) expect((await app.request(path)).status).toBe(200);
  });
});

it("the day grid and the overview call no day missed whose sessions went by the retention", async () => {
  const day = 86_400_000;
  const own = await testApp({ ...testConfig(), store: { url: "file:test.db", retentionMs: 4 * day } });
  await own.deps.store.expire(new Date(NOW - 4.5 * day).toISOString(), null, 1_000);
  await own.deps.board.refresh(null);
  const answer = await own.request("/api/days?by=item&source=rmm&from=2026-03-02&to=2026-03-09");
  const { rows } = (await answer.json()) as Days;
  // The night after the cut stands in a day that began before it, and that is not known in whole.
  const cells = [...Array(5).fill("no-data"), "ok", "ok", "ok"];
  for (const row of rows) expect(row.cells.map(({ kind }) => kind)).toEqual(cells);
  const { worst } = (await (await own.request("/api/overview?source=rmm")).json()) as Overview;
  expect(worst[0]?.strip.slice(0, 9)).toEqual(Array(9).fill("no-data"));
  await own.close();
});

it("the day grid knows every night of an item that runs more often than memory holds", async () => {
  const own = await testApp();
  const device = { id: "rmm:77", name: "log-77", kind: "server" } as const;
  const hourly = Array.from({ length: 240 }, (_, hour) => {
    const startedAt = new Date(NOW - (hour + 1) * 3_600_000).toISOString();
    return makeSession({ sourceId: "rmm", id: `77:${hour}`, device, startedAt, endedAt: startedAt });
  });
  await own.deps.store.putSessions("rmm", hourly, new Date(NOW).toISOString());
  await own.deps.store.putRead("rmm", { deviceIds: [device.id] }, new Date(NOW).toISOString());
  await own.deps.board.refresh(null);
  const answer = await own.request("/api/days?device=rmm:77&by=item&from=2026-02-28&to=2026-03-10");
  const { rows } = (await answer.json()) as Days;
  expect(rows[0]?.cells.map(({ kind }) => kind)).toEqual(["before-first", ...Array(10).fill("ok")]);
  await own.close();
});
