import { expect, it } from "vitest";
import { thin } from "./thin.ts";

const points = Array.from({ length: 1000 }, (_, at) => ({ at, value: 100 + (at % 7) }));
const [value, none] = [(point: { value: number }) => point.value, () => false];

it.each([10, 11, 57, 400, 999])("keeps at most %i points, in their order, the first and the last", (most) => {
  const kept = thin(points, most, value, none).map(({ at }) => at);
  expect(kept.length).toBeLessThanOrEqual(most);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect([kept[0], kept.at(-1)]).toEqual([0, 999]);
});

it("keeps what is named even where it is a sixth of all that is shown and stands close together", () => {
  const wanted = new Set([500, 501, 502]);
  const kept = thin(points, 20, value, ({ at }) => wanted.has(at)).map(({ at }) => at);
  expect(kept).toEqual(expect.arrayContaining([...wanted]));
});

it("keeps the newest of what is named where there is more of it than room", () => {
  const kept = thin(points, 20, value, ({ at }) => at % 2 === 0).map(({ at }) => at);
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept).toEqual(expect.arrayContaining([990, 992, 994, 996, 998]));
});
