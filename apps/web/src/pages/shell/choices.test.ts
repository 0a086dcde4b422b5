import { expect, it } from "vitest";
import { choicesFor } from "./choices.ts";

const VIEWS = [{ name: "Nordlicht failed", href: "/items?state=failed" }];
const labels = (text: string, found: Parameters<typeof choicesFor>[2] = []) =>
  choicesFor(text, VIEWS, found).map(({ label }) => label);

it("lists the pages and the saved views where nothing is typed", () => {
  expect(labels("")).toEqual([
    "Overview",
    "Sessions",
    "Items",
    "Devices",
    "Policies",
    "Clients",
    "Sources",
    "Wall",
    "Nordlicht failed",
  ]);
});

it("finds a page, a view and a command by the beginnings of their words", () => {
  expect(labels("sess")[0]).toBe("Sessions");
  expect(labels("fail nord")[0]).toBe("Nordlicht failed");
  expect(labels("copy")[0]).toBe("Copy the link to this view");
});

it("lists what the server found, and last every item that fits", () => {
  const found = [
    { kind: "devices", group: { id: "rmm:1", name: "sql-hh-03", state: "failed" } },
  ] satisfies Parameters<typeof choicesFor>[2];
  expect(labels(" sql ", found)).toEqual(["sql-hh-03", "Every item with “sql” in its names"]);
});
