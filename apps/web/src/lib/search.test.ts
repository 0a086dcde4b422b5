import { expect, it } from "vitest";
import {
  parseSearch,
  readMonth,
  readNumber,
  readTexts,
  readTime,
  readWord,
  readWords,
  stringifySearch,
} from "./search.ts";

it("reads back what it wrote, ids with any character", () => {
  const search = {
    device: ["rmm:9 000/a,b", "x&y=z"],
    status: ["failed", "warning"],
    q: "ä b+c%",
    sort: "-at",
  };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

it("writes what a person can read, and nothing for what is absent", () => {
  expect(stringifySearch({ device: ["rmm:9000"], q: undefined, open: [], sort: "" })).toBe(
    "?device=rmm:9000",
  );
  expect(stringifySearch({})).toBe("");
});

it("keeps numbers in text as text", () => {
  expect(parseSearch("?q=0012&client=1e5")).toEqual({ q: "0012", client: "1e5" });
});

it("does not find a value where an object has one of its own", () => {
  expect(parseSearch("?toString=a&toString=b")).toEqual({ toString: ["a", "b"] });
  expect(readTexts({}, "constructor")).toBeUndefined();
});

it("takes words repeated or with commas and leaves out what is none", () => {
  const known = ["failed", "warning"] as const;
  expect(readWords({ status: "warning,failed,nonsense" }, "status", known)).toEqual(["failed", "warning"]);
  expect(readWords({ status: ["warning", "failed"] }, "status", known)).toEqual(["failed", "warning"]);
  expect(readWords({ status: "nonsense" }, "status", known)).toBeUndefined();
  expect(readWord({ status: "nonsense" }, "status", known)).toBeUndefined();
});

it("never splits an id at its commas", () => {
  expect(readTexts({ device: "a,b" }, "device")).toEqual(["a,b"]);
});

it("takes numbers and times only where they are such", () => {
  expect(readNumber({ rotate: "30" }, "rotate", 5, 600)).toBe(30);
  expect(readNumber({ rotate: "1" }, "rotate", 5, 600)).toBeUndefined();
  expect(readNumber({ rotate: "soon" }, "rotate", 5, 600)).toBeUndefined();
  expect(readTime({ from: "2026-11-20" }, "from")).toBe("2026-11-20T00:00:00.000Z");
  expect(readTime({ from: "yesterday" }, "from")).toBeUndefined();
  expect(readMonth({ month: "2026-11" }, "month")).toBe("2026-11");
  expect(readMonth({ month: "2026-13" }, "month")).toBeUndefined();
});
