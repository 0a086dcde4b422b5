import { STATUSES } from "@lastgood/normalize";
import { beforeAll, expect, it } from "vitest";
import { BadCursor, SESSION_SORTS, type SessionFilter } from "./store.ts";
import { describeStores } from "./test/dialects.ts";
import { makePolicyRun, makeSession, SEEN } from "./test/make-session.ts";

describeStores("pages of sessions", (given) => {
  let sourceId = "";
  const minute = (number: number) => new Date(Date.UTC(2026, 2, 1, 0, number)).toISOString();

  beforeAll(async () => {
    sourceId = given.newSource();
    // Every value comes several times and is sometimes absent, out of step with the others.
    const mixed = Array.from({ length: 60 }, (_, n) => {
      const some = (value: number) => (n % value === 0 ? null : n % value);
      const named = (kind: string, value: number) => {
        const id = `${sourceId}:${kind}${n % value}`;
        return n % value === 0 ? null : { id, name: n % value === 1 ? null : `${kind}-${n % value}` };
      };
      const device = named("dev", 6);
      return makeSession({
        sourceId,
        id: String(n),
        startedAt: n % 5 === 0 ? null : minute(n % 7),
        endedAt: n % 4 === 0 ? null : minute(n % 9),
        durationMs: some(3),
        selectedBytes: some(4),
        processedBytes: some(5),
        transferredBytes: some(6),
        errorCount: some(7),
        status: STATUSES[n % STATUSES.length] ?? "unknown",
        kind: n % 2 === 0 ? "backup" : "restore",
        device: device === null ? null : { ...device, kind: "vm" },
        policy: named("pol", 4),
        client: device === null ? named("own", 2) : { id: `${device.id}-client`, name: device.name },
        workload: n % 8 === 0 ? null : `Load ${n % 8}`,
        message: n === 17 ? "disk 100%_full: Größe" : null,
        flags: n % 10 === 0 ? ["errors-counted"] : [],
      });
    });
    await given.store.putSessions(sourceId, mixed, SEEN);
    await given.store.putSessions(sourceId, makePolicyRun(sourceId, "run", ["vm1", "vm2"]), SEEN);
    const orphan = makeSession({ sourceId, id: "orphan", parentId: `${sourceId}:gone` });
    await given.store.putSessions(sourceId, [orphan], SEEN);
  });

  const directions = SESSION_SORTS.flatMap((sort) => [sort, `-${sort}`]);
  it.each(directions)("sorted by %s, lead through every session exactly once, nulls last", async (sort) => {
    const whole = await given.store.sessions({ source: [sourceId], sort, limit: 500 });
    expect(whole.total).toBe(64);
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await given.store.sessions({
        source: [sourceId],
        sort,
        limit: 7,
        ...(cursor === null ? {} : { cursor }),
      });
      expect(page.total).toBe(64);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(whole.items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(64);

    const exported: string[] = [];
    for await (const slice of given.store.streamSessions({ source: [sourceId] }, sort))
      exported.push(...slice.map(({ id }) => id));
    expect(exported).toEqual(ids);

    const values = whole.items.map((session) => {
      const field = sort.replace("-", "") as (typeof SESSION_SORTS)[number];
      if (field === "source") return session.sourceId;
      const value = session[field];
      if (value === null || typeof value !== "object") return value;
      return (value.name ?? value.id).toLowerCase();
    });
    const known = values.filter((value) => value !== null);
    expect(values.slice(known.length).every((value) => value === null)).toBe(true);
    const ordered = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(known).toEqual(sort.startsWith("-") ? ordered.toReversed() : ordered);
  });

  it("refuse a cursor of another sort, and one that none gave out", async () => {
    const { nextCursor } = await given.store.sessions({ sort: "-at", limit: 1 });
    const forged = ['["at",{},1]', '["at","x",1]', '["at",1.5,1]', '["at",1,0.5]', '["at",1,1e300]'];
    const encoded = forged.map((text) => Buffer.from(text).toString("base64url"));
    const cursors = [nextCursor ?? "", "", "x", ...encoded];
    for (const cursor of cursors) {
      await expect(given.store.sessions({ sort: "at", limit: 1, cursor })).rejects.toThrow(BadCursor);
    }
  });

  const matched = async (filter: SessionFilter) => {
    const { items } = await given.store.sessions({ source: [sourceId], ...filter, sort: "at", limit: 500 });
    return items;
  };

  it("keep to each filter", async () => {
    const every = await matched({});
    const same = async (filter: SessionFilter, expected: (session: (typeof every)[number]) => boolean) => {
      const wanted = every.filter(expected).map(({ id }) => id);
      expect(wanted.length).toBeGreaterThan(0);
      expect((await matched(filter)).map(({ id }) => id)).toEqual(wanted);
    };
    await same({ vendor: ["nable"] }, () => true);
    await same(
      { status: ["failed", "running"] },
      ({ status }) => status === "failed" || status === "running",
    );
    await same({ kind: ["restore"] }, ({ kind }) => kind === "restore");
    await same({ flag: ["errors-counted"] }, ({ flags }) => flags.includes("errors-counted"));
    await same({ workload: ["Load 3"] }, ({ workload }) => workload === "Load 3");
    const device = `${sourceId}:dev2`;
    await same({ device: [device] }, (session) => session.device?.id === device);
    const policy = `${sourceId}:pol1`;
    await same({ policy: [policy] }, (session) => session.policy?.id === policy);
    const client = [`${device}-client`, `${sourceId}:own1`];
    await same({ client }, (session) => client.includes(session.client?.id ?? ""));
    const [from, to] = [minute(2), minute(5)];
    await same({ from, to }, ({ at }) => at !== null && at >= from && at < to);
    expect(await matched({ device: ["another"] })).toEqual([]);
    expect(await matched({ site: ["another"] })).toEqual([]);
  });

  it("keep to one item", async () => {
    const [history] = await given.store.histories({ runs: 500 });
    const ids = (await matched({ item: [history?.item.id ?? ""] })).map(({ id }) => id);
    expect(ids.sort()).toEqual(history?.runs.map(({ id }) => id).sort());
  });

  it("find text in names and messages, and take % and _ as they are", async () => {
    const found = async (q: string) => (await matched({ q })).map(({ id }) => id.slice(sourceId.length + 1));
    expect(await found("100%_FULL")).toEqual(["17"]);
    expect(await found("GRÖSSE")).toEqual([]);
    expect(await found("größe")).toEqual(["17"]);
    expect(await found("gRÖßE")).toEqual(["17"]);
    expect(await found("100_")).toEqual([]);
    expect((await found("VM1")).sort()).toEqual(["run:vm1"]);
    expect((await found("nightly")).sort()).toEqual(["run", "run:vm1", "run:vm2"]);
    expect(await found("own-1")).toEqual([]);
    expect((await found("load 3")).length).toBeGreaterThan(0);
    expect(await found("")).toHaveLength(64);
  });

  it("tell children from those without a parent here", async () => {
    const children = await matched({ parent: `${sourceId}:run` });
    expect(children.map(({ id }) => id).sort()).toEqual([`${sourceId}:run:vm1`, `${sourceId}:run:vm2`]);
    const without = await matched({ parent: "none" });
    expect(without).toHaveLength(62);
    expect(without.some(({ id }) => id.endsWith("orphan"))).toBe(true);
    const detail = await given.store.session(`${sourceId}:run`);
    expect(detail?.children.map(({ device }) => device?.name)).toEqual(["vm1", "vm2"]);
  });

  it("say so where no session has the id", async () => {
    expect(await given.store.session("no such session")).toBeNull();
  });
});
