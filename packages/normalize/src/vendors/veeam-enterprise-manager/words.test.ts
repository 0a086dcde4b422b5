import { describe, expect, it } from "vitest";
import { BACKUP_JOB_TYPES, kindOf, statusOf, vendorStatusOf } from "./words.ts";

describe("Enterprise Manager's words", () => {
  it.each([
    ["session", "Stopped", "Success", "success"],
    ["session", "Stopped", "Warning", "warning"],
    ["session", "Stopped", "Failed", "failed"],
    ["session", "Stopped", "None", "unknown"],
    ["session", "Stopped", null, "unknown"],
    ["session", "Stopped", "success", "unknown"],
    ["session", "Stopped", "constructor", "unknown"],
    ["session", "Starting", "None", "running"],
    ["session", "Working", "None", "running"],
    ["session", "Stopping", "Success", "running"],
    ["session", "Pausing", "Failed", "running"],
    ["session", "Resuming", "Warning", "running"],
    ["session", "Completed", "Success", "running"],
    ["task", "Completed", "Success", "success"],
    ["task", "Completed", "Warning", "warning"],
    ["task", "Completed", "Failed", "failed"],
    ["task", "InProgress", "Success", "running"],
    ["task", "Pending", "None", "running"],
    ["task", "Stopped", "Success", "running"],
  ] as const)("a %s that is %s with %s is %s", (what, state, result, status) => {
    expect(statusOf(what, state, result, false)).toBe(status);
  });

  it("believes success without a state only where an end is told", () => {
    expect(statusOf("session", null, "Success", false)).toBe("unknown");
    expect(statusOf("session", null, "Success", true)).toBe("success");
    expect(statusOf("session", null, "Failed", false)).toBe("failed");
  });

  it.each([
    ["Stopped", "Success", "Success"],
    ["Working", "None", "Working"],
    ["Working", null, "Working"],
    [null, "None", "None"],
    [null, null, null],
  ])("of %s and %s keeps the word %s", (state, result, word) => {
    expect(vendorStatusOf(state, result)).toBe(word);
  });

  it.each([...BACKUP_JOB_TYPES, null])("%s is a backup", (jobType) => {
    expect(kindOf(jobType)).toBe("backup");
  });

  it.each(["TapeInventory", "toString", "agentbackup"])("%s counts for no backup", (jobType) => {
    expect(kindOf(jobType)).toBe("other");
  });
});
