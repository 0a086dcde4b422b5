import { describe, expect, it } from "vitest";
import { goldenCases } from "../../../test/golden.ts";
import { kindOf, statusOf } from "./words.ts";

goldenCases(new URL("./fixtures/", import.meta.url), "nable", () => ({
  sourceId: "nable",
  device: { id: "nable:0", name: null, kind: null, client: null, site: null },
}));

describe("N-able's words", () => {
  it.each([
    ["COMPLETED", "success"],
    ["COMPLETED_WITH_ERRORS", "warning"],
    ["FAILED", "failed"],
    ["INTERRUPTED", "interrupted"],
    ["CANCELED", "canceled"],
    ["NOT_STARTED", "not-started"],
    ["Completed", "unknown"],
    ["toString", "unknown"],
    [null, "unknown"],
  ])("%s ends as %s", (word, status) => {
    expect(statusOf(word)).toBe(status);
  });

  it.each([
    ["BACKUP", "backup"],
    ["RESTORE", "restore"],
    ["constructor", "other"],
    [null, "other"],
  ])("%s is of kind %s", (word, kind) => {
    expect(kindOf(word)).toBe(kind);
  });
});
