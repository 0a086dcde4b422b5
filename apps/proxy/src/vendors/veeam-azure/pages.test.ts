import { expect, it } from "vitest";
import { createHttp } from "../http.ts";
import { testServer, testSource } from "../test-server.ts";
import { createAzureClient, PAGE_ROWS } from "./client.ts";
import { readPages } from "./pages.ts";

const none = { from: null, to: null };
const signal = new AbortController().signal;
const row = (n: number) => ({
  id: `s${n}`,
  type: "PolicyBackup",
  status: "Success",
  executionStartTime: new Date(Date.UTC(2026, 10, 20) + n * 60_000).toISOString(),
});

/** An appliance with so many sessions, newest first, which tells the given total; `meanwhile` happens behind each page. */
async function appliance(count: number, total: (told: object[]) => unknown, meanwhile = (_: object[]) => {}) {
  const rows = Array.from({ length: count }, (_, n) => row(count - n));
  const asked: string[] = [];
  const away = await testServer((request, answer) => answer.end(String(asked.push(`away: ${request.url}`))));
  const server = await testServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    if (pathname.endsWith("token")) return answer.end('{"access_token":"t"}');
    asked.push(`${searchParams.get("Offset")} ${searchParams.get("Limit")}`);
    const offset = Number(searchParams.get("Offset"));
    const results = rows.slice(offset, offset + Number(searchParams.get("Limit")));
    const next = { href: `${away.url}/api/v8/jobSessions?offset=${offset + 1}` };
    answer.end(JSON.stringify({ results, totalCount: total(results), _links: { self: next, next } }));
    meanwhile(rows);
  });
  const source = testSource({ vendor: "veeam-azure", url: server.url, apiVersion: "v8" });
  const http = createHttp(source);
  const client = createAzureClient(source, http, Date.now);
  return {
    asked,
    async read(): Promise<string[]> {
      const ids: string[] = [];
      const ask = (offset: number) => client.sessions(none, offset, signal);
      for await (const { sessions } of readPages(source, { sourceId: "azure" }, ask))
        ids.push(...sessions.map(({ session }) => session.vendorId ?? ""));
      return ids;
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await Promise.all([server, away].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

const COUNTS = [0, 1, 12, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 7, PAGE_ROWS + 200, 2 * PAGE_ROWS];
const idsOf = (count: number) => Array.from({ length: count }, (_, n) => `s${count - n}`);

it.each(COUNTS)("reads each of %i sessions once, by arithmetic and by no link", async (count) => {
  await using vendor = await appliance(count, () => count);
  expect(await vendor.read()).toEqual(idsOf(count));
  expect(vendor.asked.join()).not.toContain("away");
  expect(vendor.asked.length).toBeLessThanOrEqual(Math.ceil((count + 12) / PAGE_ROWS) + 1);
});

it.each(
  COUNTS.flatMap((count) => [[count, "no total", null] as const, [count, "a total in text", "9"] as const]),
)("reads %i sessions to an empty page where there is %s", async (count, _, total) => {
  await using vendor = await appliance(count, () => total ?? undefined);
  expect(await vendor.read()).toEqual(idsOf(count));
});

it.each(COUNTS.flatMap((count) => [[count, "0", 0] as const, [count, "the page's own rows", null] as const]))(
  "loses none of %i sessions where the total is wrong: %s",
  async (count, _, total) => {
    await using vendor = await appliance(count, (told) => total ?? told.length);
    expect(await vendor.read()).toEqual(idsOf(count));
  },
);

it("calls nothing read where the total promises more than comes", async () => {
  await using vendor = await appliance(20, () => 21);
  await expect(vendor.read()).rejects.toMatchObject({
    kind: "parse",
    message: expect.stringContaining("says it has 21 rows and brings nothing new after 20"),
  });
});

it("reads each session once though new ones come in front while it pages", async () => {
  const count = 2 * PAGE_ROWS + 100;
  let newest = count;
  const vendor = await appliance(
    count,
    () => newest,
    (rows) => rows.unshift(...[2, 1].map((n) => row(newest + n))) && (newest += 2),
  );
  await using _vendor = vendor;
  expect(await vendor.read()).toEqual(idsOf(count));
});

it("reads each session that stays though others vanish while it pages", async () => {
  const count = 2 * PAGE_ROWS + 100;
  let left = count;
  await using vendor = await appliance(
    count,
    () => left,
    (rows) => {
      rows.splice(0, 2);
      left -= 2;
    },
  );
  expect(await vendor.read()).toEqual(idsOf(count));
});
