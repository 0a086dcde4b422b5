import { expect, it } from "vitest";
import { isTouched } from "./touched.ts";

const change = {
  seq: 1,
  sourceIds: ["rmm"],
  deviceIds: ["rmm:1"],
  policyIds: [],
  sessions: 2,
  healthOnly: false,
};

it("leaves the loaded pages of sessions as they are", () => {
  expect(isTouched(["sessions", {}], change)).toBe(false);
  expect(isTouched(["sessions-head", {}], change)).toBe(true);
});

it("reloads a device only where it was touched, and wherever nobody counted", () => {
  expect(isTouched(["group", "devices", "rmm:1"], change)).toBe(true);
  expect(isTouched(["group", "devices", "rmm:2"], change)).toBe(false);
  expect(isTouched(["group", "devices", "rmm:2"], { ...change, deviceIds: [] })).toBe(true);
  expect(isTouched(["series", { device: "rmm:2" }, "durationMs"], change)).toBe(false);
});

it("reloads states when only a source's health changed, and no sessions", () => {
  const health = { ...change, deviceIds: [], sessions: 0, healthOnly: true };
  expect(isTouched(["overview"], health)).toBe(true);
  expect(isTouched(["group", "devices", "rmm:2"], health)).toBe(true);
  expect(isTouched(["session", "s"], health)).toBe(false);
});

it("reloads what it does not know", () => {
  expect(isTouched(["something-new"], change)).toBe(true);
});
