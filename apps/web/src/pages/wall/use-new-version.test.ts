import { expect, it } from "vitest";
import { mayReload } from "./use-new-version.ts";

it("loads a new release at once, and not again within ten minutes", () => {
  expect(mayReload(false, 5_000)).toBe(true);
  expect(mayReload(true, 5_000)).toBe(false);
  expect(mayReload(true, 11 * 60_000)).toBe(true);
});
