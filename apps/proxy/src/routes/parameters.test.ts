import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiError, List } from "../contract.ts";
import { ODD_ID, type TestApp, testApp } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

async function refusal(path: string): Promise<string> {
  const answer = await app.request(path);
  const body = (await answer.json()) as ApiError;
  expect([path, answer.status, body.error?.code]).toEqual([path, 400, "bad-request"]);
  expect(body.error.requestId).toMatch(/^[\da-f-]{36}$/);
  return body.error.message;
}

const LISTS = [
  "/api/sessions",
  "/api/protected-items",
  "/api/devices",
  "/api/policies",
  "/api/clients",
  "/api/sources",
  "/api/sources/rmm/rejects",
];
const CALLS = [
  ...LISTS,
  "/api/about",
  "/api/overview",
  "/api/sessions.csv",
  "/api/days",
  "/api/events",
  "/api/sources/rmm",
  "/api/series?device=rmm:9001&metric=durationMs",
  "/api/figures?source=rmm",
  "/api/devices/rmm:9001",
  "/api/sessions/azure:run-1",
];

describe("what a call does not know", () => {
  it.each(CALLS)("%s names a parameter that it does not have", async (path) => {
    const message = await refusal(`${path}${path.includes("?") ? "&" : "?"}stauts=failed`);
    expect(message).toBe("stauts is not a known parameter");
  });

  it.each([
    ["/api/sessions?status=fialed", "status", "fialed"],
    ["/api/sessions?status=ok,failed", "status", "ok"],
    ["/api/sessions?kind=backups", "kind", "backups"],
    ["/api/sessions?vendor=veeam", "vendor", "veeam"],
    ["/api/sessions?flag=odd", "flag", "odd"],
    ["/api/sessions?from=yesterday", "from", "yesterday"],
    ["/api/sessions?to=2026-13-45", "to", "2026-13-45"],
    ["/api/sessions?to=2026-02-30", "to", "2026-02-30"],
    ["/api/sessions?from=2026-03-10T25:00:00Z", "from", "2026-03-10T25:00:00Z"],
    ["/api/sessions?from=2026-03-10&from=2026-03-11", "from", "more than once"],
    ["/api/sessions?sort=at&sort=-at", "sort", "more than once"],
    ["/api/sessions?limit=0x10", "limit", "1 to 500"],
    ["/api/sessions?sort=size", "sort", "durationMs"],
    ["/api/sessions?sort=-at,status", "sort", "durationMs"],
    [`/api/sessions?q=${"x".repeat(201)}`, "q", "200"],
    ["/api/protected-items?state=fine", "state", "fine"],
    ["/api/protected-items?sort=durationMs", "sort", "stateSince"],
    ["/api/days?by=week", "by", "client"],
    ["/api/days?from=2026-03-10&to=2026-03-01", "from, to", "before"],
    ["/api/days?from=2020-01-01&to=2026-03-01", "from, to", "400 days"],
    ["/api/series?device=a&metric=size", "metric", "durationMs"],
    ["/api/series?device=a&metric=durationMs&points=9", "points", "10 to 5000"],
    ["/api/series?device=a&policy=b&metric=durationMs", "device=", "policy="],
    ["/api/series?metric=durationMs", "device=", "policy="],
    ["/api/figures", "item=", "source="],
    ["/api/figures?item=a&source=b", "item=", "source="],
    ["/api/figures?source=rmm&from=2026-03-10&to=2026-03-01", "from, to", "before"],
    ["/api/sources?limit=0", "limit", "1 to 500"],
  ])("%s names the parameter %j and what is wrong with it", async (path, name, what) => {
    const message = await refusal(path);
    expect(message).toContain(name);
    expect(message).toContain(what);
  });

  it("names every wrong parameter at once", async () => {
    const message = await refusal("/api/sessions?limit=-1&status=x&from=now&foo=1&bar=2");
    for (const name of ["limit", "status", "from", "foo", "bar"]) expect(message).toContain(name);
  });

  it("separates by commas only vendor, kind, status, flag and state", async () => {
    const total = async (path: string) => ((await (await app.request(path)).json()) as List<unknown>).total;
    expect(await total("/api/protected-items?state=failed,ok,warning")).toBeGreaterThan(0);
    expect(await total("/api/sessions?flag=clock,errors-counted")).toBe(0);
    for (const name of ["source", "client", "site", "device", "policy", "workload"])
      expect([name, await total(`/api/sessions?${name}=rmm,azure,rmm:9001,MSSQL`)]).toEqual([name, 0]);
  });
});

it.each([
  "2026-03-10",
  "2026-03-10T00:00",
  "2026-03-10T00:00:00",
  "2026-03-10T00:00:00.0Z",
  "2026-03-10T01:00%2B01:00",
])("%s is the same instant wherever the server stands", async (from) => {
  const total = async (at: string) =>
    ((await (await app.request(`/api/sessions?from=${at}`)).json()) as List<unknown>).total;
  expect(await total(from)).toBe(await total("2026-03-10T00:00:00.000Z"));
});

describe("pages", () => {
  it.each(LISTS)("%s takes a limit from 1 to 500 and nothing else", async (path) => {
    for (const limit of ["0", "501", "-5", "1.5", "ten", "1e9", ""])
      expect(await refusal(`${path}?limit=${limit}`)).toContain("limit");
    for (const limit of ["1", "500"]) expect((await app.request(`${path}?limit=${limit}`)).status).toBe(200);
  });

  it.each(LISTS)("%s refuses a cursor that no page gave out", async (path) => {
    for (const cursor of ["nonsense", "%00", "eyJhIjoxfQ"])
      expect(await refusal(`${path}?cursor=${cursor}`)).toContain("cursor");
  });

  it("refuses a cursor of another sort", async () => {
    const page = (await (await app.request("/api/sessions?limit=2&sort=status")).json()) as List<unknown>;
    expect(await refusal(`/api/sessions?sort=durationMs&cursor=${page.nextCursor}`)).toContain("cursor");
  });
});

describe("ids in paths", () => {
  it("are percent-encoded, slashes, colons, blanks, commas and marks included", async () => {
    const answer = await app.request(`/api/devices/${encodeURIComponent(ODD_ID)}`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({ id: ODD_ID, name: "Büro, EG", items: [] }),
    ]);
  });

  it.each([
    "/api/devices/rmm%3A1",
    "/api/devices/%2F",
    "/api/policies/x",
    "/api/clients/rmm%3A404",
    "/api/protected-items/never%3Ax",
    "/api/sources/x",
    "/api/sources/x/rejects",
    "/api/sessions/x",
    "/api/devices/a/b",
    "/api/nothing",
    "/api/",
    "/api",
  ])("%s is not found, and says so as JSON", async (path) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: { code: "not-found", message: expect.any(String), requestId: expect.any(String) },
    });
  });
});
