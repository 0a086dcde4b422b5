import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { List, Session, SessionDetail } from "../contract.ts";
import { type TestApp, testApp } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

async function list(query: string): Promise<List<Session>> {
  const answer = await app.request(`/api/sessions${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return (await answer.json()) as List<Session>;
}

describe("the list of sessions", () => {
  it("comes newest first, a hundred at most, with its total", async () => {
    const { items, total, totalIsAtLeast, nextCursor } = await list("");
    expect([items.length, total, totalIsAtLeast, nextCursor]).toEqual([18, 18, false, null]);
    const times = items.map((session) => session.at as string);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it("leads through all of it by its cursors, nothing twice and nothing left out", async () => {
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: List<Session> = await list(`?limit=5&sort=durationMs${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.items.map((session) => session.id));
      cursor = page.nextCursor;
    }
    expect(ids).toHaveLength(18);
    expect(new Set(ids).size).toBe(18);
  });

  it.each([
    ["?source=rmm", 14],
    ["?source=rmm&source=azure", 18],
    ["?vendor=nable,veeam-azure", 18],
    ["?vendor=unitrends", 0],
    ["?status=failed", 1],
    ["?status=failed,success", 18],
    ["?status=failed&status=success", 18],
    ["?kind=restore", 1],
    ["?workload=MSSQL", 7],
    ["?client=rmm:100", 14],
    ["?device=rmm:9001&workload=MSSQL&status=failed", 1],
    ["?policy=azure:p/1", 1],
    ["?q=DISK", 1],
    ["?q=aue,", 14],
    ["?parent=none", 16],
    ["?parent=azure:run-1", 2],
    ["?from=2026-03-10", 5],
    ["?to=2026-03-10T00:00:00Z", 13],
    ["?from=2026-03-10T02:00:00.000Z&to=2026-03-10T02:00:00.000Z", 0],
  ])("%s finds %i", async (query, found) => {
    const { items, total } = await list(query);
    expect([items.length, total]).toEqual([found, found]);
  });

  it("takes a comma in an id or a name as part of it", async () => {
    const device = encodeURIComponent("azure:/subscriptions/a b/vm:7, east?x=1#y");
    expect((await list(`?device=${device}`)).total).toBe(1);
    expect((await list("?device=rmm:9001,azure:web-1")).total).toBe(0);
  });
});

describe("one session", () => {
  it("comes with its children and the vendor's record as it came", async () => {
    const answer = await app.request(`/api/sessions/${encodeURIComponent("azure:run-1")}`);
    const session = (await answer.json()) as SessionDetail;
    expect(new Set(session.children.map((child) => child.device?.name))).toEqual(new Set(["web-1", "web-2"]));
    expect(session.raw).toEqual({ format: "json", text: '{"id":"run-1"}' });
  });

  it("is found by an id with slashes, colons and blanks", async () => {
    const answer = await app.request(`/api/sessions/${encodeURIComponent("azure:a/b:c, d")}`);
    expect([answer.status, ((await answer.json()) as Session).id]).toEqual([200, "azure:a/b:c, d"]);
  });

  it.each(["azure:nothing", "azure:a%2Fb", "%E0%A4%A"])("is not found by %s", async (id) => {
    const answer = await app.request(`/api/sessions/${id}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: "not-found" } });
  });
});

describe("the export", () => {
  it("holds every row of the filter under a header row, and keeps formulas from running", async () => {
    const answer = await app.request("/api/sessions.csv?status=failed&status=success&kind=backup,restore");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toContain("attachment");
    const [header, ...rows] = (await answer.text()).trimEnd().split("\r\n");
    expect(header?.split(",").slice(0, 3)).toEqual(["id", "source", "vendor"]);
    expect(rows).toHaveLength(18);
    expect(rows.join("\n")).toContain(",'=disk full,");
    expect(rows.join("\n")).toContain(",'+Restore,");
    expect(rows.join("\n")).toContain(",'-Odd,");
    expect(rows.join("\n")).toContain('"Aue, Stadtwerke"');
  });

  it("takes no page: limit and cursor are not its parameters", async () => {
    const answer = await app.request("/api/sessions.csv?limit=5");
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("limit")]);
  });
});
