import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Fence, LEASE_MS, type Leases } from "../store/leases.ts";
import { createLeasing } from "./leasing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The rows of a database with its own clock, which can be out of reach. */
function rows() {
  const held = new Map<
    string,
    { holder: string | null; fence: number; until: number; told: string | null }
  >();
  const alive = new Map<string, number>();
  let isAway = false;
  const reach = async () => {
    if (isAway) throw new Error("the server is away");
  };
  const leases: Leases = {
    async hold(proxy, sources) {
      await reach();
      const now = Date.now();
      alive.set(proxy, now + LEASE_MS);
      const ours = new Map<string, Fence>();
      for (const { sourceId, told } of sources) {
        const row = held.get(sourceId) ?? { holder: null, fence: 0, until: 0, told: null };
        if (row.holder !== null && row.holder !== proxy && row.until >= now) continue;
        const fence = row.fence + (row.holder === proxy ? 0 : 1);
        held.set(sourceId, { holder: proxy, fence, until: now + LEASE_MS, told: told ?? row.told });
        ours.set(sourceId, fence);
      }
      return ours;
    },
    async view() {
      await reach();
      const now = Date.now();
      return {
        proxies: [...alive].flatMap(([proxy, until]) => (until >= now ? proxy : [])),
        leases: [...held].map(([sourceId, { holder, until, told }]) => ({
          sourceId,
          holder: until >= now ? holder : null,
          told,
        })),
      };
    },
    async release(proxy, sourceIds, keepsTold) {
      await reach();
      for (const id of sourceIds) {
        const row = held.get(id);
        if (row?.holder !== proxy) continue;
        held.set(id, { ...row, holder: null, fence: row.fence + 1, told: keepsTold ? row.told : null });
      }
    },
    announce: reach,
    async leave(proxy) {
      await reach();
      alive.delete(proxy);
    },
  };
  return { leases, away: (now: boolean) => void (isAway = now) };
}

/** A proxy over these rows: what it polls, and what the last holder had told of it. */
function proxy(leases: Leases, wanted = ["a", "b", "c", "d"]) {
  const polls = new Map<string, string | null>();
  const lines: string[] = [];
  const leasing = createLeasing({
    leases,
    wanted: () => wanted,
    async begin(id, before) {
      polls.set(id, before);
    },
    async end(id) {
      polls.delete(id);
    },
    told: (id) => `told of ${id}`,
    isIdle: () => true,
    log: {
      info: (_: object, line: string) => lines.push(line),
      error: (...args: unknown[]) => lines.push(String(args.at(-1))),
    } as never,
  });
  leasing.start();
  return { leasing, polls, lines };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

it("a proxy that is alone polls everything at once, whatever was told before", async () => {
  const { leases } = rows();
  const one = proxy(leases);
  await seconds(0);
  expect([...one.polls]).toEqual(["a", "b", "c", "d"].map((id) => [id, null]));
  await one.leasing.stop();
  const next = proxy(leases);
  await seconds(0);
  expect([...next.polls]).toEqual(["a", "b", "c", "d"].map((id) => [id, null]));
  await next.leasing.stop();
});

it("each source is polled by exactly one of three, each polls some, and goes on by what its last holder told", async () => {
  const { leases } = rows();
  const three = [proxy(leases)];
  await seconds(10);
  three.push(proxy(leases), proxy(leases));
  for (let n = 0; n < 60; n += 1) {
    await seconds(1);
    const all = three.flatMap(({ polls }) => [...polls.keys()]);
    expect(new Set(all).size).toBe(all.length);
  }
  expect(three.map(({ polls }) => polls.size).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  for (const { polls } of three.slice(1)) for (const [id, told] of polls) expect(told).toBe(`told of ${id}`);
  await Promise.all(three.map(({ leasing }) => leasing.stop()));
});

it("a proxy that cannot renew stops polling before another may begin, and polls again once it can", async () => {
  const { leases, away } = rows();
  const one = proxy(leases);
  await seconds(9);
  away(true);
  await seconds(10);
  expect(one.polls.size).toBe(4);
  await seconds(7);
  expect(one.polls.size).toBe(0);
  away(false);
  await seconds(5);
  expect(one.polls.size).toBe(4);
  await one.leasing.stop();
});

it("a source that another proxy has taken is polled no more, and that is no error", async () => {
  const { leases } = rows();
  const one = proxy(leases, ["a"]);
  await seconds(1);
  vi.setSystemTime(Date.now() + LEASE_MS + 1);
  await leases.hold("other", [{ sourceId: "a", told: null }]);
  await seconds(4);
  expect(one.polls.size).toBe(0);
  expect(one.lines).toEqual(["another proxy polls this source"]);
  await one.leasing.stop();
});

it("a source that no other proxy wants is not given back again and again", async () => {
  const { leases } = rows();
  const one = proxy(leases);
  const other = proxy(leases, []);
  await seconds(60);
  const release = vi.spyOn(leases, "release");
  await seconds(120);
  expect([one.polls.size, release.mock.calls.length]).toEqual([4, 0]);
  await Promise.all([one, other].map(({ leasing }) => leasing.stop()));
});
