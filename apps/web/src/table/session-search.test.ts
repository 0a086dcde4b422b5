import { expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../lib/search.ts";
import { isFolded, readSessionSearch, stillFits, toFilters } from "./session-search.ts";

it("reads a whole address and writes the same one", () => {
  const address =
    "?source=rmm&vendor=nable&device=rmm:9000&kind=backup&status=failed&flag=too-slow" +
    "&from=2026-11-19T11%3A00%3A00.000Z&q=sql&sort=-durationMs&rows=all&cols=status*,what:240&density=compact";
  const search = readSessionSearch(parseSearch(address));
  expect(readSessionSearch(parseSearch(stringifySearch({ ...search })))).toEqual(search);
  expect(search).toMatchObject({ vendor: ["nable"], sort: "-durationMs", density: "compact" });
});

it("asks the server for nothing that it does not know", () => {
  const search = readSessionSearch(parseSearch("?status=failed&cols=status&density=compact&open=a&rows=all"));
  expect(toFilters({ ...search, zone: "UTC", session: "s", range: "7d" } as typeof search)).toEqual({
    status: ["failed"],
  });
});

it("falls back to the usual order where the address names another", () => {
  expect(readSessionSearch(parseSearch("?sort=password"))).toEqual({});
});

it("folds devices into their policy's run only where no filter could hide one that failed", () => {
  expect(toFilters({})).toEqual({ parent: "none" });
  expect(isFolded({ vendor: ["veeam-azure"] })).toBe(true);
  expect(isFolded({ status: ["failed"] })).toBe(false);
  expect(isFolded({ q: "vm-1" })).toBe(false);
  expect(isFolded({ device: ["azure:1"] })).toBe(false);
  expect(isFolded({ status: ["failed"], rows: "runs" })).toBe(true);
});

it("tells of a session that changed whether its filters still let it through", () => {
  const ended = { status: "success", flags: ["too-slow"] };
  expect(stillFits(ended, { status: ["running"] })).toBe(false);
  expect(stillFits(ended, { status: ["running", "success"] })).toBe(true);
  expect(stillFits(ended, { flag: ["too-small"] })).toBe(false);
  expect(stillFits(ended, { flag: ["too-small", "too-slow"], q: "sql" })).toBe(true);
});
