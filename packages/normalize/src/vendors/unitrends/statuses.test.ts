import { expect, it } from "vitest";
import { statusOf } from "./statuses.ts";

it.each([
  // word, complete, incomplete, not told, unreadable
  ["Success", "success", "running", "success", "unknown"],
  ["Successful", "success", "running", "success", "unknown"],
  ["0", "success", "running", "success", "unknown"],
  ["Warning", "warning", "running", "warning", "unknown"],
  ["1", "warning", "running", "warning", "unknown"],
  ["Failure", "failed", "failed", "failed", "failed"],
  ["Failed", "failed", "failed", "failed", "failed"],
  ["2", "failed", "failed", "failed", "failed"],
  ["None", "unknown", "running", "unknown", "unknown"],
  [null, "unknown", "running", "unknown", "unknown"],
  ["Perfect", "unknown", "running", "unknown", "unknown"],
  ["toString", "unknown", "running", "unknown", "unknown"],
])("the word %s means %s, or %s while incomplete", (word, complete, incomplete, untold, unreadable) => {
  expect(statusOf(word, "complete")).toBe(complete);
  expect(statusOf(word, "incomplete")).toBe(incomplete);
  expect(statusOf(word, "untold")).toBe(untold);
  expect(statusOf(word, "unreadable")).toBe(unreadable);
});
