import { expect, it } from "vitest";
import { placed, readLayout, stepped, withPin, withShown, withWidth, writeLayout } from "./column-layout.ts";

const KNOWN = ["status", "what", "at", "duration", "note"];
const USUAL = ["status", "what", "at"];
const read = (text?: string) => readLayout(text, USUAL, KNOWN);
const write = (layout: ReturnType<typeof read>) => writeLayout(layout, USUAL);

it("reads order, widths and pins, and writes the same text", () => {
  expect(read("status*,what:240,at")).toEqual([
    { id: "status", width: null, pinned: true },
    { id: "what", width: 240, pinned: false },
    { id: "at", width: null, pinned: false },
  ]);
  for (const text of ["status*,what:240,at", "note*:300,at", "at,what"]) expect(write(read(text))).toBe(text);
});

it("opens links that name columns alone", () => {
  expect(read("at,what").map(({ id }) => id)).toEqual(["at", "what"]);
});

it("shows the usual columns where a link names none that it knows", () => {
  for (const text of [undefined, "", "nothing", "what:", "what:wide", "*,:3", "toString"])
    expect(read(text).map(({ id }) => id)).toEqual(USUAL);
});

it("shows a column once, and none wider or narrower than can be used", () => {
  expect(read("what:3,what:90,at:99999")).toEqual([
    { id: "what", width: 48, pinned: false },
    { id: "at", width: 1200, pinned: false },
  ]);
});

it("leaves the address clean while columns are the usual ones", () => {
  expect(write(read())).toBeUndefined();
  expect(write(withWidth(read("what:240,status,at"), "what", null))).toBe("what,status,at");
  expect(write(withWidth(read("status,what:240,at"), "what", null))).toBeUndefined();
});

it("keeps pinned columns first, and each where it was as far as that goes", () => {
  expect(write(read("what,at*,status"))).toBe("at*,what,status");
  expect(write(withPin(read("status*,what,at"), "at", true))).toBe("status*,at*,what");
  expect(write(withPin(read("status*,at*,what"), "status", false))).toBe("at*,status,what");
});

it("moves a column by a step, never across the pinned edge", () => {
  expect(write(stepped(read("status,what,at"), "at", -1))).toBe("status,at,what");
  expect(write(stepped(read("status*,what,at"), "what", -1))).toBe("status*,what,at");
  expect(write(stepped(read("at,what"), "what", 1))).toBe("at,what");
});

it("puts a column beside another, pinned as that is", () => {
  expect(write(placed(read("status*,what,at"), "at", "before", "status"))).toBe("at*,status*,what");
  expect(write(placed(read("status*,what:200,at"), "status", "after", "at"))).toBe("what:200,at,status");
  expect(write(placed(read("at,what"), "at", "before", "at"))).toBe("at,what");
});

it("keeps one column when the last is taken away", () => {
  expect(write(withShown(read("at"), "at", false))).toBe("at");
  expect(write(withShown(read("at"), "note", true))).toBe("at,note");
});
