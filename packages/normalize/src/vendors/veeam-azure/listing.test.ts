import { expect, it } from "vitest";
import { readListing } from "./listing.ts";

it("reads ids, names and whether a policy runs, and leaves null what is not told", () => {
  const results = [
    { id: "p-1", name: "Aue-VMs", isEnabled: true, priority: 1 },
    { id: "p-2", name: " ", isEnabled: "no" },
    { id: 7, name: "vm", displayName: "vm of Aue" },
  ];
  expect(readListing({ offset: 0, limit: 30, totalCount: 3, results })).toEqual({
    things: [
      { id: "p-1", name: "Aue-VMs", isEnabled: true },
      { id: "p-2", name: null, isEnabled: null },
      { id: "7", name: "vm of Aue", isEnabled: null },
    ],
    nameless: 0,
    total: 3,
  });
});

it("counts the rows that name nothing", () => {
  expect(readListing({ results: [{ name: "x" }, null, "text", { id: "" }, { id: "a" }] })).toMatchObject({
    things: [{ id: "a" }],
    nameless: 4,
    total: null,
  });
});

it.each([
  ["a list", [], "list"],
  ["nothing", null, "list"],
  ["an error", { status: 500, title: "Internal error" }, "Internal error"],
  ["an accepted request", { id: "op-1", status: "Running" }, "no list of results"],
])("gives a reason for %s", (_what, reply, words) => {
  expect(readListing(reply)).toEqual(expect.stringContaining(words));
});
