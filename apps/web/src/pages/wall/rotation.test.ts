import { describe, expect, it } from "vitest";
import { pageOf, rotateSeconds, rowsThatFit, shiftAt } from "./rotation.ts";

const none = () => false;

describe("the list of the wall", () => {
  it("pages on after 20 to 60 seconds, 30 where nothing is asked", () => {
    expect([undefined, 5, 20, 45, 600].map(rotateSeconds)).toEqual([30, 20, 20, 45, 60]);
  });

  it("shows only whole rows, and always one", () => {
    expect(rowsThatFit(590, 90, 10)).toBe(6);
    expect(rowsThatFit(589, 90, 10)).toBe(5);
    expect(rowsThatFit(0, 90, 10)).toBe(1);
  });

  it("shows every row on exactly one page", () => {
    const rows = Array.from({ length: 17 }, (_, row) => row);
    const seen = [0, 1, 2].flatMap((turn) => pageOf(rows, 7, turn, none).rows);
    expect(seen).toEqual(rows);
    expect(pageOf(rows, 7, 2, none)).toMatchObject({ page: 3, pages: 3 });
    expect(pageOf(rows, 7, 3, none)).toMatchObject({ page: 1, pages: 3 });
  });

  it("keeps what is new on every page and shows the others once", () => {
    const rows = Array.from({ length: 17 }, (_, row) => row);
    const pages = [0, 1, 2].map((turn) => pageOf(rows, 7, turn, (row) => row === 9).rows);
    for (const page of pages) expect(page[0]).toBe(9);
    expect(pages.flatMap((page) => page.slice(1))).toEqual(rows.filter((row) => row !== 9));
    expect(pageOf(rows, 1, 4, () => true).rows).toEqual([4]);
  });

  it("stays on a page that exists when the list gets shorter", () => {
    expect(pageOf([1, 2], 7, 5, none)).toEqual({ page: 1, pages: 1, rows: [1, 2] });
    expect(pageOf([], 7, 5, none)).toEqual({ page: 1, pages: 1, rows: [] });
  });

  it("moves a few pixels each hour and comes back", () => {
    const hours = Array.from({ length: 64 }, (_, hour) => shiftAt(hour * 3_600_000));
    for (const { x, y } of hours) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(4);
    expect(new Set(hours.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(20);
    expect(shiftAt(0)).not.toEqual(shiftAt(3_600_000));
    expect(shiftAt(64 * 3_600_000)).toEqual(shiftAt(0));
  });
});
