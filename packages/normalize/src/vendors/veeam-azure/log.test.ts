import { expect, it } from "vitest";
import { firstTrouble } from "./log.ts";

const row = (status: unknown, message: unknown) => ({ logTime: "2024-03-01T00:00:00Z", status, message });

it.each([
  [
    "the first error, before any warning",
    [row("Warning", "w"), row("Error", " disk full\n"), row("Error", "late")],
    "disk full",
  ],
  [
    "a warning where there is no error",
    [row("Success", "ok"), row("Warning", "w1"), row("Warning", "w2")],
    "w1",
  ],
  ["the next row where one is blank", [row("Error", " "), row("Error", 7), row("Failed", "f")], "f"],
  ["nothing where all went well", [row("Success", "ok"), null, "text"], null],
])("finds %s", (_what, log, reason) => {
  expect(firstTrouble({ log })).toBe(reason);
});

it("finds nothing in what is no log", () => {
  for (const reply of [undefined, null, "text", [], {}, { log: null }])
    expect(firstTrouble(reply)).toBeNull();
});
