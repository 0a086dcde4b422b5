import { expect, it } from "vitest";
import { moveCursor, readingOf } from "./cursor.ts";

it("starts at the newest point and stays within the line", () => {
  const first = moveCursor(null, "ArrowLeft", false, 3);
  expect(first).toEqual({ at: 2, anchor: null });
  expect(moveCursor(first, "ArrowRight", false, 3)).toEqual({ at: 2, anchor: null });
  expect(moveCursor({ at: 0, anchor: null }, "ArrowLeft", false, 3)).toEqual({ at: 0, anchor: null });
  expect(moveCursor(null, "Home", false, 3)).toEqual({ at: 0, anchor: null });
});

it("chooses a range with Shift from where it stood, and drops it without", () => {
  const one = moveCursor({ at: 5, anchor: null }, "ArrowLeft", true, 9);
  expect(one).toEqual({ at: 4, anchor: 5 });
  expect(moveCursor(one, "Home", true, 9)).toEqual({ at: 0, anchor: 5 });
  expect(moveCursor(one, "ArrowLeft", false, 9)).toEqual({ at: 3, anchor: null });
});

it("leaves other keys, and a line without points, to the page", () => {
  expect(moveCursor({ at: 1, anchor: null }, "Tab", false, 3)).toBeNull();
  expect(moveCursor({ at: 1, anchor: null }, "toString", false, 3)).toBeNull();
  expect(moveCursor(null, "ArrowLeft", false, 0)).toBeNull();
});

it("lands inside after points have gone", () => {
  expect(moveCursor({ at: 40, anchor: null }, "ArrowLeft", false, 3)).toEqual({ at: 1, anchor: null });
});

it("is read as a slider that stands at the newest point at first, and as a picture where there is none", () => {
  const told = (count: number, at: number | null) => readingOf(count, at, "Failed", () => {});
  expect(told(3, null)).toMatchObject({ role: "slider", "aria-valuenow": 3, "aria-valuetext": "Failed" });
  expect(told(3, 0)).toMatchObject({ "aria-valuemin": 1, "aria-valuenow": 1, "aria-valuemax": 3 });
  expect(told(3, 40)).toMatchObject({ "aria-valuenow": 3 });
  expect(told(0, null)).toEqual({ role: "img" });
});
