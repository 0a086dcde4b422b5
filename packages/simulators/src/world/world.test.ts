import { describe, expect, it } from "vitest";
import type { WorldItem } from "./world.ts";
import { createWorld } from "./world.ts";
import { HOUR_MS, MINUTE_MS } from "./zone.ts";

const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;
const MORNING = Date.UTC(2026, 10, 20, 7, 30);
const ANCHORS = [
  ["a Friday morning", MORNING],
  ["a Sunday night among the runs", Date.UTC(2026, 10, 22, 0, 40)],
  ["the night that has an hour twice", Date.UTC(2026, 9, 25, 1, 15)],
  ["the morning after the night that lacks an hour", Date.UTC(2026, 2, 29, 6, 0)],
] as const;

function worldAt(anchor: number, options: Partial<Parameters<typeof createWorld>[0]> = {}) {
  const clock = { now: anchor };
  return { clock, world: createWorld({ now: () => clock.now, ...options }) };
}

function endedRuns(world: ReturnType<typeof createWorld>) {
  const ended = VENDORS.flatMap((vendor) => [...world.jobRuns(vendor)]).filter(
    (run) => run.endedAt <= world.now(),
  );
  return Map.groupBy(
    ended.flatMap(({ runs }) => runs),
    (run) => run.item.key,
  );
}

function keyOf(world: ReturnType<typeof createWorld>, trouble: string): string {
  const items = VENDORS.flatMap((vendor) => world.plan(vendor).jobs).flatMap((job) => job.items);
  const found = items.find((item) => item.trouble === trouble);
  if (!found) throw new Error(`no item has the trouble ${trouble}`);
  return found.key;
}

describe("a world", () => {
  it("is the same for the same seed and anchor, whatever was asked of it before", () => {
    const [one, other] = [worldAt(MORNING), worldAt(MORNING)];
    other.world.sessions("unitrends", "s");
    for (const vendor of VENDORS) {
      expect(one.world.sessions(vendor, "s")).toEqual(other.world.sessions(vendor, "s"));
    }
  });

  it("is another for another seed", () => {
    const [one, other] = [worldAt(MORNING), worldAt(MORNING, { seed: 2 })];
    expect(one.world.sessions("nable", "s")).not.toEqual(other.world.sessions("nable", "s"));
  });

  it("remembers a night as it was when it is made anew a day later", () => {
    const [today, tomorrow] = [worldAt(MORNING), worldAt(MORNING + 24 * HOUR_MS)];
    const ids = (world: ReturnType<typeof createWorld>) =>
      new Map(world.sessions("nable", "s").map((session) => [session.id, session.startedAt]));
    const later = ids(tomorrow.world);
    const known = [...ids(today.world)].filter(([id]) => later.has(id));
    expect(known.length).toBeGreaterThan(5000);
    for (const [id, startedAt] of known) expect(later.get(id)).toBe(startedAt);
  });

  it.each(VENDORS)("gives no session id of %s twice", (vendor) => {
    const ids = worldAt(MORNING)
      .world.sessions(vendor, "s")
      .map((session) => session.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("tells ids that collide between Unitrends systems apart", () => {
    const sessions = worldAt(MORNING, { unitrendsSystems: 2 }).world.sessions("unitrends", "s");
    expect(new Set(sessions.map((session) => session.id)).size).toBe(sessions.length);
    expect(new Set(sessions.map((session) => session.vendorId)).size).toBeLessThan(sessions.length);
  });

  it.each(VENDORS)("has sessions of %s with no end before their start and none from the future", (vendor) => {
    const wrong = worldAt(MORNING)
      .world.sessions(vendor, "s")
      .filter(({ startedAt, endedAt, status, durationMs }) => {
        if (status === "running") return endedAt !== null || durationMs !== null;
        return Date.parse(startedAt ?? "") > MORNING || (endedAt !== null && endedAt < (startedAt ?? ""));
      });
    expect(wrong).toEqual([]);
  });

  it("goes on: nights come, and what was running ends", () => {
    const { world, clock } = worldAt(MORNING);
    const before = VENDORS.map((vendor) => world.sessions(vendor, "s"));
    clock.now += 26 * HOUR_MS;
    VENDORS.forEach((vendor, index) => {
      const after = new Map(world.sessions(vendor, "s").map((session) => [session.id, session]));
      expect(after.size).toBeGreaterThan((before[index]?.length ?? 0) + 30);
      for (const { id, status } of before[index] ?? []) {
        if (status === "running") expect(after.get(id)?.status).toBe("success");
      }
    });
  });

  it("makes a year quickly, and one of several thousand devices only as far as it is asked", () => {
    const startedAt = performance.now();
    const year = worldAt(MORNING, { days: 365 }).world;
    for (const vendor of VENDORS) year.jobRuns(vendor);
    const devices = { nable: 5000, azure: 10, enterpriseManager: 10, unitrends: 10 };
    const large = worldAt(MORNING, { days: 365, devices }).world;
    const first = large.plan("nable").devices[0];
    expect(first && large.jobRunsOf(first).length).toBeGreaterThan(360);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe("the demonstration", () => {
  it("has 214 protected items", () => {
    const { world } = worldAt(MORNING);
    expect(VENDORS.reduce((sum, vendor) => sum + world.items(vendor).length, 0)).toBe(214);
  });

  describe.each(ANCHORS)("seen on %s", (_, anchor) => {
    const { world } = worldAt(anchor);
    const ended = endedRuns(world);
    const runsOf = (key: string) => ended.get(key) ?? [];
    const last = (key: string, count: number) =>
      runsOf(key)
        .slice(-count)
        .map((run) => run.status);

    it("has one item in its third failed night", () => {
      const key = keyOf(world, "failed-last-three");
      expect(last(key, 4)).toEqual(["success", "failed", "failed", "failed"]);
    });

    it("has three items whose last run failed, and none but those", () => {
      const failed = VENDORS.flatMap((vendor) => world.items(vendor)).filter(
        ({ device, key }) =>
          device !== null && last(key, 1).some((status) => status !== "success" && status !== "warning"),
      );
      expect(failed).toHaveLength(3);
    });

    it("has a success that transferred nothing of a selection that shrank", () => {
      const [before, after] = runsOf(keyOf(world, "nothing-transferred-last")).slice(-2);
      expect(after).toMatchObject({ status: "success", transferredBytes: 0 });
      expect(after?.selectedBytes).toBeLessThan((before?.selectedBytes ?? 0) / 10);
    });

    it("has a daily item that has been silent for two days and more", () => {
      const silent = world.plan("nable").jobs.find((job) => job.trouble === "silent-since-two");
      const ageMs = anchor - (runsOf(silent?.items[0]?.key ?? "").at(-1)?.endedAt ?? 0);
      expect(ageMs).toBeGreaterThan(47 * HOUR_MS);
      expect(ageMs).toBeLessThan(73 * HOUR_MS);
    });

    it("has a device with backup on and no session", () => {
      const never = world.plan("nable").jobs.find((job) => job.trouble === "never-ran");
      expect(never?.items[0]?.device.isProtected).toBe(true);
      expect(runsOf(never?.items[0]?.key ?? "")).toEqual([]);
    });

    it("has a policy that succeeds and protects nothing", () => {
      const flagged = world
        .sessions("veeam-azure", "s")
        .filter(({ flags }) => flags.includes("nothing-protected"));
      expect(new Set(flagged.map(({ policy }) => policy?.name)).size).toBe(1);
    });

    it("has something running wherever a vendor can tell", () => {
      const running = VENDORS.map((vendor) =>
        world.sessions(vendor, "s").some(({ status }) => status === "running"),
      );
      expect(running).toEqual([false, true, true, true]);
    });

    it("has a retry that helped", () => {
      const key = keyOf(world, "failed-last-then-retried");
      const runs = world.jobRuns("veeam-enterprise-manager").filter((run) => run.endedAt <= anchor);
      const [failed, helped] = runs
        .filter((jobRun) => jobRun.runs.some((run) => run.item.key === key))
        .slice(-2);
      expect([failed?.isRetry, failed?.status, helped?.isRetry, helped?.status]).toEqual([
        false,
        "failed",
        true,
        "success",
      ]);
    });

    it("has restores, housekeeping and both of Unitrends' levels among the backups", () => {
      const kinds = (vendor: (typeof VENDORS)[number]) =>
        new Set(world.sessions(vendor, "s").map(({ kind }) => kind));
      expect(kinds("nable")).toEqual(new Set(["backup", "restore"]));
      expect(kinds("veeam-azure")).toEqual(
        new Set(["backup", "snapshot", "restore", "verification", "retention", "repository"]),
      );
      const levels = new Set(world.sessions("unitrends", "s").map(({ level }) => level));
      expect(levels).toContain("full");
      expect(levels).toContain("incremental");
    });
  });

  it("has no word that no page lists, unless asked for one", () => {
    const unknown = (unknownWord: boolean) =>
      worldAt(MORNING, { unknownWord })
        .world.sessions("nable", "s")
        .filter(({ status }) => status === "unknown");
    expect(unknown(false)).toEqual([]);
    expect(unknown(true)).toMatchObject([{ vendorStatus: "PARTIALLY_DONE" }]);
  });
});

describe("a session added by hand", () => {
  it.each(VENDORS)("is told by %s, with the figures given", (vendor) => {
    const { world, clock } = worldAt(MORNING);
    const before = new Set(world.sessions(vendor, "s").map(({ id }) => id));
    const item = world.items(vendor)[0] as WorldItem;
    world.addSession(vendor, {
      item: item.key,
      status: "failed",
      selectedBytes: 7 * 1024 ** 2,
      message: "no space",
    });
    clock.now += 1;
    const added = world.sessions(vendor, "s").filter(({ id }) => !before.has(id));
    const own = added.find(({ device }) => device?.name === item.device);
    expect(own?.status).toBe("failed");
    expect(own?.endedAt).toBe(new Date(MORNING).toISOString());
  });

  it("can run on, and ends when its time has come", () => {
    const { world, clock } = worldAt(MORNING);
    const { device } = world.addSession("unitrends", { item: "SQL Server", status: "running" });
    const newest = () =>
      world.sessions("unitrends", "s").findLast((session) => session.device?.name === device);
    expect(newest()?.status).toBe("running");
    clock.now += 61 * MINUTE_MS;
    expect(newest()?.status).toBe("success");
  });

  it("fails an item now, also a few minutes after its own run", () => {
    const { world, clock } = worldAt(MORNING);
    const key = world.items("veeam-azure").find(({ type }) => type === "PolicySnapshot")?.key as string;
    const own = () =>
      world
        .sessions("veeam-azure", "s")
        .filter(({ device, policy, vendorType }) => `${policy?.name}/${vendorType}/${device?.name}` === key);
    const latest = () => own().reduce((a, b) => ((a.startedAt ?? "") > (b.startedAt ?? "") ? a : b));
    const nightly = Date.parse(latest().startedAt as string) + 24 * 60 * MINUTE_MS;
    clock.now = nightly + 8 * MINUTE_MS;
    expect(latest().status).toBe("success");
    world.failNow(key);
    expect(latest().status).toBe("failed");
  });

  it("is refused for an item that is not there", () => {
    const { world } = worldAt(MORNING);
    expect(() => world.failNow("no-such-device")).toThrow('no item "no-such-device"');
  });
});
