import { expect, it } from "vitest";
import { fillUnderKills } from "./kills.ts";

it("a fill whose program is killed again and again comes to the same as one that never was", async () => {
  const { midway, sessions, differences } = await fillUnderKills({ kills: 5, seed: 7 });
  expect(differences).toEqual([]);
  expect(sessions).toBeGreaterThan(1000);
  expect(midway).toBeGreaterThan(0);
}, 150_000);
