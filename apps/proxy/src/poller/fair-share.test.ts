import { expect, it } from "vitest";
import { fairShare, freeSources } from "./fair-share.ts";

const names = (count: number) => Array.from({ length: count }, (_, n) => `source-${n}`);

/** Proxies that look in turn until nothing moves; who holds what after each look, and how often a source moved. */
function settle(proxies: string[], sources: string[], holders = new Map<string, string>(), looks = 40) {
  const freeFor = new Map(proxies.map((me) => [me, new Map<string, number>()]));
  let moves = 0;
  for (let look = 0; look < looks; look += 1)
    for (const me of proxies) {
      const held = new Set(sources.filter((id) => holders.get(id) === me));
      const view = {
        proxies,
        leases: sources.map((sourceId) => ({ sourceId, holder: holders.get(sourceId) ?? null, told: null })),
      };
      const seen = freeFor.get(me) as Map<string, number>;
      const standing = { me, wanted: sources, held, view, idle: held, freeFor: seen };
      const free = new Set(freeSources(standing));
      const { take, giveBack } = fairShare(standing);
      for (const id of sources) seen.set(id, free.has(id) ? (seen.get(id) ?? 0) + 1 : 0);
      for (const id of take) holders.set(id, me);
      for (const id of giveBack) {
        holders.delete(id);
        moves += 1;
      }
    }
  const counts = proxies.map((me) => sources.filter((id) => holders.get(id) === me).length);
  return { counts, moves, holders };
}

it.each([
  [1, 4],
  [2, 4],
  [3, 4],
  [3, 1],
  [3, 100],
  [5, 7],
])(
  "%i proxies share %i sources, none polling two more than another, and each source is polled",
  (proxies, sources) => {
    const { counts } = settle(names(proxies), names(sources));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sources);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2);
  },
);

it("proxies that come later get their share, and then nothing moves any more", () => {
  const sources = names(10);
  const { holders } = settle(["a"], sources);
  const joined = settle(["a", "b", "c"], sources, holders);
  expect(joined.counts.toSorted((a, b) => a - b)).toEqual([3, 3, 4]);
  expect(joined.moves).toBeLessThanOrEqual(10);
  expect(settle(["a", "b", "c"], sources, joined.holders).moves).toBe(0);
});

it("the sources of a proxy that is gone are shared among the others", () => {
  const sources = names(9);
  const { holders } = settle(["a", "b", "c"], sources);
  for (const [id, holder] of holders) if (holder === "c") holders.delete(id);
  expect(settle(["a", "b"], sources, holders).counts.toSorted((a, b) => a - b)).toEqual([4, 5]);
});

it("what is being polled is not given back", () => {
  const sources = names(4);
  const view = {
    proxies: ["a", "b"],
    leases: sources.map((sourceId) => ({ sourceId, holder: "a", told: null })),
  };
  const held = new Set(sources);
  const standing = { me: "a", wanted: sources, held, view, idle: new Set(["source-3"]), freeFor: new Map() };
  expect(fairShare(standing)).toEqual({ take: [], giveBack: ["source-3"] });
});
