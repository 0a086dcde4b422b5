import type { Session } from "@lastgood/proxy/contract";
import { expect, it } from "vitest";
import { wordsUnder, worstFirst } from "./run-devices.tsx";

const session = (id: string, status: Session["status"], flags: Session["flags"] = []) =>
  ({ id, status, flags }) as unknown as Session;
const listOf = (items: Session[], total = items.length) => ({
  items,
  nextCursor: null,
  total,
  totalIsAtLeast: false,
});

it("stands what failed first, and a success that is flagged before those that are not", () => {
  const sessions = [
    session("a", "success"),
    session("b", "running"),
    session("c", "success", ["too-slow"]),
    session("d", "failed"),
    session("e", "unknown"),
  ];
  expect(worstFirst(sessions).map(({ id }) => id)).toEqual(["d", "e", "c", "b", "a"]);
});

it("says of a run what its devices do not: that they are being read, could not be, or are none", () => {
  const run = session("run", "success");
  expect(wordsUnder(run, { data: undefined, error: null })).toContain("Reading");
  expect(wordsUnder(run, { data: undefined, error: new Error("no answer") })).toContain("no answer");
  expect(wordsUnder(run, { data: listOf([]), error: null })).toContain("no devices");
  expect(wordsUnder(run, { data: listOf([session("a", "success")]), error: null })).toBeNull();
  expect(wordsUnder(run, { data: listOf([session("a", "success")], 7), error: null })).not.toBeNull();
});
