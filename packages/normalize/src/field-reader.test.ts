import { describe, expect, it } from "vitest";
import { createFields } from "./field-reader.ts";
import type { FieldIssue } from "./session.ts";

describe("a whole number", () => {
  it.each([
    [0, 0],
    [-0, 0],
    ["0", 0],
    ["00012", 12],
    [" 5 ", 5],
    ["4294967296", 4_294_967_296],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])("is read from %j", (value, number) => {
    const issues: FieldIssue[] = [];
    expect(createFields(issues).integer("size", value)).toBe(number);
    expect(issues).toEqual([]);
  });

  it.each([undefined, null, "", "  "])("is absent in %j, without an issue", (value) => {
    const issues: FieldIssue[] = [];
    expect(createFields(issues).integer("size", value)).toBeNull();
    expect(issues).toEqual([]);
  });

  it.each([
    [-1, "negative: -1"],
    ["-1", "negative: -1"],
    [1.5, "not a whole number: 1.5"],
    ["1.5", "not a whole number: 1.5"],
    ["1e5", "not a whole number: 1e5"],
    ["0x10", "not a whole number: 0x10"],
    ["1,000", "not a whole number: 1,000"],
    ["n/a", "not a whole number: n/a"],
    ["9007199254740993", "too large to be exact: 9007199254740993"],
    [1e300, "too large to be exact: 1e+300"],
    [Number.NaN, "too large to be exact: NaN"],
    [true, "no number: true"],
    [{}, "no number: an object or list"],
  ])("is not guessed from %j", (value, problem) => {
    const issues: FieldIssue[] = [];
    expect(createFields(issues).integer("size", value)).toBeNull();
    expect(issues).toEqual([{ field: "size", problem }]);
  });
});

describe("other fields", () => {
  it("are null and named when they cannot be read", () => {
    const issues: FieldIssue[] = [];
    const fields = createFields(issues);
    expect(fields.number("mb", "2.5")).toBe(2.5);
    expect(fields.id("id", 12)).toBe("12");
    expect(fields.id("id", "0012")).toBe("0012");
    expect(fields.text("Success ")).toBe("Success ");
    expect(fields.text(" ")).toBeNull();
    expect(fields.text(7)).toBeNull();
    expect(fields.time("start", "0000-00-00 00:00:00")).toBeNull();
    expect(fields.time("start", " 2024-01-01 00:00:00 ")).toBe("2024-01-01T00:00:00.000Z");
    expect(issues).toEqual([]);

    expect(fields.id("id", 2 ** 53)).toBeNull();
    expect(fields.time("start", "yesterday")).toBeNull();
    expect(fields.time("start", 1_700_000_000)).toBeNull();
    expect(fields.duration("took", "n/a", () => null)).toBeNull();
    expect(issues.map(({ field }) => field)).toEqual(["id", "start", "start", "took"]);
  });
});
