import type { Status } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { createBoard, type Entry, type ToldRead } from "./board.ts";
import type { Config } from "./config-types.ts";
import { backupDay, calendarOf, dayNumber, daysBetween } from "./insight/backup-day.ts";
import { configuredCadence, learnCadence, usualDuration } from "./insight/cadence.ts";
import { itemCells } from "./insight/cells.ts";
import type { ItemFacts, SourceFacts } from "./insight/facts.ts";
import { keptCells } from "./insight/kept-days.ts";
import { aloneOf, policyRunsOf, reachOf } from "./insight/policy-runs.ts";
import { readProvenState } from "./insight/proven-state.ts";
import { readRetirement } from "./insight/retirement.ts";
import { readState } from "./insight/state.ts";
import { HOUR, runAt } from "./insight/test-facts.ts";
import { factsAt } from "./insight/yesterday.ts";
import { viewItem, viewRetired } from "./item-view.ts";
import { testConfig } from "./routes/test-app.ts";
import type { InventoryRow, Item, ItemHistory, Run, Store } from "./store/store.ts";

/** How many runs an item's readings rest on. */
const RUNS = 60;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** A small seeded generator: the same histories at every run of the test. */
function seeded(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    chance: (p: number) => next() < p,
    below: (n: number) => Math.floor(next() * n),
    of: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T,
  };
}

interface Kept {
  item: Item;
  runs: Run[];
  policy: Policy | null;
  everyMs: number;
  nextAt: number;
  /** How often its runs end otherwise than well. */
  trouble: number;
  habit: Status | null;
}

interface Policy {
  id: string;
  runs: Run[];
  everyMs: number;
  nextAt: number;
}

/** What a store would hold after weeks of backups that go well, fail, are retried, run late, or are told late. */
function createWorld(seed: number, start: number) {
  const random = seeded(seed);
  const items: Kept[] = [];
  const policies: Policy[] = [];
  const reads = new Map<string, number>();
  const inventory: InventoryRow[] = [];
  const sources = new Map<string, SourceFacts>();
  const config: Config = testConfig();
  let number = 0;

  for (const [id, vendor] of [
    ["rmm", "nable"],
    ["azure", "veeam-azure"],
    ["vbem", "veeam-enterprise-manager"],
  ] as const) {
    sources.set(id, {
      id,
      name: id,
      vendor,
      disabledSince: null,
      everyMs: 15 * MINUTE,
      sweepMs: random.of([0, 40 * MINUTE]),
      lastGoodPollAt: null,
      trouble: null,
      timeZone: "Europe/Berlin",
    });
  }
  config.sources = [...sources.values()].map((source) => ({
    ...(testConfig().sources[0] as Config["sources"][number]),
    id: source.id,
    vendor: source.vendor,
  }));
  config.expect = [
    { source: "rmm", device: "d3", policy: null, workload: null, everyMs: 7 * DAY },
    { source: "rmm", device: "d4", policy: null, workload: null, everyMs: null },
  ] as Config["expect"];

  const add = (sourceId: string, policy: Policy | null) => {
    const n = items.length;
    const source = sources.get(sourceId) as SourceFacts;
    const everyMs = policy?.everyMs ?? random.of([DAY, DAY, DAY, 7 * DAY, 4 * HOUR]);
    items.push({
      item: {
        id: `i${String(n).padStart(3, "0")}`,
        sourceId,
        vendor: source.vendor,
        itemKey: `${n}`,
        client: { id: `c${n % 3}`, name: null },
        site: null,
        device: { id: `${sourceId}:d${n}`, name: null, kind: "server" },
        policy: policy && { id: policy.id, name: null },
        workload: null,
        vendorType: "BACKUP",
        firstSeenAt: iso(start),
        firstAt: null,
        expiredAt: null,
      },
      runs: [],
      policy,
      everyMs,
      nextAt: start - (policy ? 0 : random.below(80)) * DAY + random.below(24) * HOUR,
      trouble: random.of([0, 0.05, 0.3, 0.9]),
      habit: random.of([null, null, null, "warning"] as const),
    });
  };
  for (let p = 0; p < 3; p += 1) {
    const policy = {
      id: `azure:p${p}`,
      runs: [],
      everyMs: random.of([DAY, 6 * HOUR]),
      nextAt: start - 70 * DAY + random.below(24) * HOUR,
    };
    policies.push(policy);
    for (let d = 0; d < 3; d += 1) add("azure", policy);
  }
  for (let d = 0; d < 10; d += 1) add(random.of(["rmm", "rmm", "vbem"]), null);

  const status = (trouble: number, habit: Status | null): Status =>
    random.chance(trouble)
      ? random.of(["failed", "failed", "interrupted", "canceled", "warning", "unknown"] as const)
      : (habit ?? "success");

  function run(at: number, word: Status, seenAt: number, parentId: string | null): Run {
    const durationMs = random.chance(0.03) ? 5 * HOUR : 20 * MINUTE + random.below(5) * MINUTE;
    number += 1;
    const untimed = random.chance(0.01);
    return runAt(0, word, {
      id: `s${number}`,
      at: iso(untimed ? seenAt : at),
      startedAt: untimed ? null : iso(at),
      endedAt: word === "running" || untimed ? null : iso(at + durationMs),
      durationMs: word === "running" ? null : durationMs,
      transferredBytes: random.chance(0.03) ? 0 : 1_000 + random.below(100),
      selectedBytes: random.chance(0.02) ? 10 : 1_000,
      message: word === "failed" && random.chance(0.5) ? "disk full" : null,
      parentId,
      statusSeenAt: iso(seenAt),
    });
  }

  const put = (runs: Run[], one: Run) => {
    runs.push(one);
    runs.sort((a, b) => Date.parse(b.at as string) - Date.parse(a.at as string));
  };

  /** What happened until `now`, seen then; gives the items that were touched. */
  function read(now: number): string[] {
    const touched = new Set<string>();
    const finish = (runs: Run[]): boolean => {
      const open = runs.filter((one) => one.status === "running" && random.chance(0.8));
      for (const one of open) {
        one.status = random.chance(0.1) ? "failed" : "success";
        one.durationMs = now - Date.parse(one.at as string);
        one.endedAt = iso(now - random.below(3) * MINUTE);
        one.statusSeenAt = iso(now);
      }
      return open.length > 0;
    };
    for (const policy of policies) {
      const members = items.filter((one) => one.policy === policy);
      let isTouched = finish(policy.runs);
      for (; policy.nextAt <= now; policy.nextAt += policy.everyMs) {
        const isOpen = now - policy.nextAt < 2 * HOUR && random.chance(0.5);
        const word = isOpen ? "running" : status(0.12, null);
        const own = run(policy.nextAt, word, now, null);
        put(policy.runs, own);
        for (const member of members) {
          if (random.chance(word === "success" ? 0.03 : 0.5)) continue;
          const told = random.chance(0.8) && word !== "running" ? word : status(0.1, null);
          put(member.runs, run(policy.nextAt + MINUTE, isOpen ? "running" : told, now, own.id));
        }
        isTouched = true;
      }
      for (const member of members) {
        if (finish(member.runs)) touched.add(member.item.id);
        if (isTouched) touched.add(member.item.id);
      }
    }
    for (const one of items) {
      if (one.policy) continue;
      if (finish(one.runs)) touched.add(one.item.id);
      for (; one.nextAt <= now; one.nextAt += one.everyMs + (random.below(3) - 1) * 10 * MINUTE) {
        if (random.chance(0.04)) continue;
        touched.add(one.item.id);
        const word = status(one.trouble, one.habit);
        const isOpen = now - one.nextAt < HOUR && random.chance(0.5);
        put(one.runs, run(one.nextAt, isOpen ? "running" : word, now, null));
        if (word === "failed" && random.chance(0.5) && !isOpen)
          put(one.runs, run(one.nextAt + 30 * MINUTE, status(0.3, null), now, null));
      }
      if (random.chance(0.02)) {
        // An old run that the vendor tells only now.
        put(one.runs, run(now - random.below(20) * DAY, status(0.3, null), now, null));
        touched.add(one.item.id);
      }
    }
    return [...touched];
  }

  const historyOf = ({ item, runs, policy }: Kept): ItemHistory => ({
    item: { ...item, firstAt: runs.at(-1)?.at ?? null },
    runs: structuredClone(runs.slice(0, RUNS)),
    lastGood: structuredClone(
      runs.find(
        (one) =>
          (one.status === "success" || one.status === "warning") &&
          (one.startedAt ?? one.endedAt) !== null &&
          !one.flags.includes("nothing-protected"),
      ) ?? null,
    ),
    policyRuns: policy ? structuredClone(policy.runs.slice(0, RUNS)) : [],
    policyKey: policy ? policies.indexOf(policy) : null,
  });
  const store = {
    itemIds: async () => items.map(({ item }) => item.id),
    histories: async ({ itemIds }: { itemIds?: readonly string[] }) => {
      const lists = new Map<Policy, Run[]>();
      return items.flatMap((one) => {
        if (itemIds && !itemIds.includes(one.item.id)) return [];
        const history = historyOf(one);
        if (one.policy) {
          history.policyRuns = lists.get(one.policy) ?? history.policyRuns;
          lists.set(one.policy, history.policyRuns);
        }
        return history;
      });
    },
    reads: async () => new Map([...reads].map(([id, at]) => [id, iso(at)])),
    inventory: async () => inventory,
    putFlags: async (changed: readonly { id: string; flags: Run["flags"] }[]) => {
      for (const { id, flags } of changed)
        for (const { runs } of items) for (const one of runs) if (one.id === id) one.flags = [...flags];
    },
  } as unknown as Store;

  return { random, items, policies, reads, inventory, sources, config, store, read, historyOf };
}

type World = ReturnType<typeof createWorld>;

/** The facts of every item with all the runs that a reading may rest on: what the board must read as. */
function plainFacts({ items, sources, reads, inventory, config, historyOf }: World): ItemFacts[] {
  const lists = new Map<Policy, Run[]>();
  const histories = items.map((one) => {
    const history = historyOf(one);
    if (one.policy) {
      history.policyRuns = lists.get(one.policy) ?? history.policyRuns;
      lists.set(one.policy, history.policyRuns);
    }
    return history;
  });
  const runsOf = new Map(
    [...Map.groupBy(histories, ({ policyKey }) => policyKey)].flatMap(([key, devices]) => {
      if (key === null) return [];
      const alone = (devices[0] as ItemHistory).policyRuns.flatMap((run) => aloneOf(run) ?? []);
      const runs = policyRunsOf(
        alone,
        devices.map(({ item, runs: own }) => ({ itemId: item.id, reach: reachOf(own) })),
      );
      return devices.map(({ item }) => [item.id, runs] as const);
    }),
  );
  return histories.map((history): ItemFacts => {
    const { item } = history;
    const source = sources.get(item.sourceId) as SourceFacts;
    const rule = config.expect.find(({ device }) => item.device?.id === `rmm:${device}`);
    const row = inventory.find(({ device }) => device !== null && device.id === item.device?.id);
    const policy = inventory.find((one) => one.policy !== null && one.policy.id === item.policy?.id);
    const ms = (time: string | null | undefined) => (time == null ? null : Date.parse(time));
    return {
      history,
      source: { ...source },
      lastReadAt: reads.get(item.id) ?? null,
      missingSince: ms(row?.missingSince),
      goneSince: row?.missedInShrink ? null : ms(row?.goneSince),
      removedSince: null,
      switchedOff: row?.protected === false && row.missingSince === null,
      cadence: rule?.everyMs
        ? configuredCadence(rule.everyMs, usualDuration(history.runs))
        : learnCadence(history.runs, source.timeZone),
      expected: rule === undefined ? !policy?.disabled : rule.everyMs !== null,
      disabled: rule === undefined && policy?.disabled === true,
      off: policy?.off ? { from: Date.parse(policy.off.from), to: ms(policy.off.to) } : null,
      policyRuns: runsOf.get(item.id) ?? [],
      days: null,
    };
  });
}

function plainItems(facts: readonly ItemFacts[], now: number) {
  return facts.map((one) => {
    const retirement = readRetirement(one, now);
    return retirement
      ? viewRetired(one.history, retirement, one.lastReadAt)
      : viewItem(one.history.item, readProvenState(one, now), one.lastReadAt);
  });
}

function plainStates(facts: readonly ItemFacts[], then: number) {
  return new Map(
    facts.flatMap((one) => {
      const before = factsAt(one, then);
      return readRetirement(before, then)
        ? []
        : [[one.history.item.id, readState(before, then).state] as const];
    }),
  );
}

/** Of the items whose days are at hand, what is kept of them against all the runs there are; gives how many those were. */
function compareDays(
  world: World,
  facts: readonly ItemFacts[],
  entries: readonly Entry[],
  now: number,
): number {
  const shown = new Map(entries.map((entry) => [entry.id, entry.facts]));
  const { dayStartsAt } = world.config.server;
  return facts.filter((one) => {
    const { id } = one.history.item;
    const rule = { timeZone: one.source.timeZone, dayStartsAt };
    const days = daysBetween(backupDay(now - 29 * DAY, rule), backupDay(now, rule));
    const kept = keptCells(shown.get(id) as ItemFacts, days.map(dayNumber), calendarOf(rule), now, null);
    const { runs } = world.items.find(({ item }) => item.id === id) as Kept;
    const whole = { ...one, history: { ...one.history, runs } };
    if (kept) expect([id, ...kept]).toEqual([id, ...itemCells(whole, days, rule, now, null)]);
    return kept !== null;
  }).length;
}

const byId = <T extends { id: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

it.each([0, 1, 2, 3, 4])(
  "keeps little of a history and reads the same from it as from all of it, at every clock (world %i)",
  async (seed) => {
    // Through the night in which summer time begins.
    const start = Date.parse("2026-03-20T00:00:00.000Z");
    const world = createWorld(seed, start);
    const { random, sources, reads, items, inventory } = world;
    let now = start;
    const board = createBoard({
      store: world.store,
      config: () => world.config,
      now: () => now,
      sourceFacts: (id) => ({ ...(sources.get(id) as SourceFacts) }),
    });
    let [asked, kept] = [0, 0];
    const compareGrid = (facts: readonly ItemFacts[], at: number) => {
      asked += facts.length;
      kept += compareDays(world, facts, board.entries(at), at);
    };
    const compare = (facts: readonly ItemFacts[], at: number) => {
      compareGrid(facts, at);
      const entries = board.entries(at);
      const shown = entries.map(({ item }) => item);
      expect(entries.map(({ state }) => state)).toEqual(shown.map(({ state }) => state));
      expect(byId(shown)).toEqual(byId(plainItems(facts, at)));
      const dayBefore = board
        .entries(at)
        .flatMap(({ dayBefore: state, facts: { history } }) =>
          state === null ? [] : [[history.item.id, state] as const],
        );
      expect(new Map(dayBefore)).toEqual(plainStates(facts, at - DAY));
    };
    world.read(now);
    await board.refresh(null);

    for (let step = 0; step < 15; step += 1) {
      now += random.of([MINUTE, HOUR, 5 * HOUR, 11 * HOUR, DAY]) + random.below(30) * MINUTE;
      const touched = world.read(now);
      const told: ToldRead[] = [];
      for (const source of sources.values()) {
        const own = items.filter(({ item }) => item.sourceId === source.id);
        source.trouble = random.chance(0.2) ? "it does not answer" : null;
        if (random.chance(0.3)) continue;
        // Of an incomplete read only some items are whole.
        const isWhole = random.chance(0.7);
        const at = now - random.below(10) * MINUTE;
        const read = own.filter(() => isWhole || random.chance(0.3)).map(({ item }) => item);
        for (const { id } of read) reads.set(id, Math.max(reads.get(id) ?? 0, at));
        const deviceIds = read.flatMap(({ device }) => device?.id ?? []);
        told.push({ sourceId: source.id, scope: isWhole ? null : { deviceIds }, at });
        if (isWhole) source.lastGoodPollAt = now;
        source.disabledSince = random.chance(0.03) ? now : null;
      }
      if (random.chance(0.25)) {
        const { item } = random.of(items);
        inventory.splice(0, 9);
        inventory.push(listing(item, now, random.of(["missing", "gone", "off"])));
        inventory.push(
          disabledPolicy(random.of(world.policies), now - random.below(60) * HOUR, now, random.chance(0.3)),
        );
      } else if (random.chance(0.2)) inventory.length = 0;
      if (random.chance(0.1))
        world.config = {
          ...world.config,
          server: { ...world.config.server, dayStartsAt: random.of(["12:00", "00:00", "18:30"]) },
        };
      if (random.chance(0.05))
        (sources.get("rmm") as SourceFacts).timeZone = random.of(["Europe/Berlin", "America/New_York"]);
      await board.refresh(random.chance(0.1) ? null : { itemIds: touched, reads: told, inventory: true });
      const facts = plainFacts(world);
      for (const later of [0, 900, 20 * MINUTE, 3 * HOUR, random.below(100) * HOUR]) {
        await board.lookAhead(now + later - random.below(20_000));
        compare(facts, now + later);
      }
      // A clock may be put right, backwards too.
      compare(facts, now);
      compareGrid(facts, now - 2 * DAY);
    }
    expect(kept / asked).toBeGreaterThan(0.3);
  },
);

/** Disabled since then, or on again by now. */
function disabledPolicy({ id }: Policy, since: number, now: number, isOn: boolean): InventoryRow {
  return {
    ...listing({ sourceId: "azure", device: null }, now, "off"),
    policy: { id, name: null },
    protected: isOn,
    disabled: !isOn,
    off: { from: iso(since), to: isOn ? iso(now) : null },
  };
}

function listing(
  item: Pick<Item, "sourceId" | "device">,
  now: number,
  how: "missing" | "gone" | "off",
): InventoryRow {
  const isMissing = how !== "off";
  return {
    sourceId: item.sourceId,
    device: item.device,
    policy: null,
    client: null,
    site: null,
    protected: isMissing,
    removedSince: null,
    disabled: false,
    off: null,
    lastListedAt: iso(now - 3 * DAY),
    missingSince: isMissing ? iso(now - 2 * DAY) : null,
    missedInventories: isMissing ? 3 : 0,
    goneSince: how === "gone" ? iso(now - HOUR) : null,
    missedInShrink: false,
    lastReadAt: null,
  };
}
