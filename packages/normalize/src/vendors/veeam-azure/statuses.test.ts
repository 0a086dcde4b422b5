import { expect, it } from "vitest";
import { statusOf } from "./statuses.ts";

it.each([
  ["Success", "success"],
  ["Warning", "warning"],
  ["Error", "failed"],
  ["Failed", "failed"],
  ["Canceled", "canceled"],
  ["Canceling", "running"],
  ["Running", "running"],
  ["RunningWithWarning", "running"],
  ["RunningWithError", "running"],
  ["Pending", "running"],
  ["NeverExecuted", "not-started"],
  ["Unknown", "unknown"],
  ["Succeeded", "unknown"],
  ["success", "unknown"],
  ["toString", "unknown"],
  [null, "unknown"],
])("the word %s means %s", (word, status) => {
  expect(statusOf(word)).toBe(status);
});
