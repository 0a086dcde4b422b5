import { expect, it } from "vitest";
import { CELL_LOOK, SOURCE_LOOK, STATE_LOOK, STATES_WORST_FIRST, STATUS_LOOK } from "./status-look.ts";

const GREEN = "ok";

it("gives the colour of health to health alone", () => {
  const green = (looks: Record<string, { tone: string }>) =>
    Object.keys(looks).filter((word) => looks[word]?.tone === GREEN);
  expect(green(STATE_LOOK)).toEqual(["ok"]);
  expect(green(STATUS_LOOK)).toEqual(["success"]);
  expect(green(CELL_LOOK)).toEqual(["ok"]);
  expect(green(SOURCE_LOOK)).toEqual(["ok"]);
});

it("tells every state and every status apart by shape alone", () => {
  for (const looks of [STATE_LOOK, STATUS_LOOK]) {
    const shapes = Object.values(looks).map(({ shape }) => shape);
    expect(new Set(shapes).size).toBe(shapes.length);
  }
});

it("tells every cell apart by height and fill alone", () => {
  const drawn = Object.values(CELL_LOOK).map(({ height, fill }) => `${height} ${fill}`);
  expect(new Set(drawn).size).toBe(drawn.length);
});

it("draws trouble higher than health", () => {
  const trouble = ["failed", "missed", "unknown", "no-data", "warning"] as const;
  for (const kind of trouble) expect(CELL_LOOK[kind].height).toBeGreaterThan(CELL_LOOK.ok.height);
});

it("lists states worst first", () => {
  expect(STATES_WORST_FIRST).toEqual(["failed", "overdue", "unknown", "never", "warning", "ok", "retired"]);
});
