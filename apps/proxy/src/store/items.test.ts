import { expect, it } from "vitest";
import { describeStores } from "./test/dialects.ts";
import { drawn } from "./test/drawn.ts";
import { makePolicyRun, makeSession, SEEN } from "./test/make-session.ts";

const night = (day: number) => `2026-03-${String(day).padStart(2, "0")}T01:00:00.000Z`;

describeStores("protected items", (given) => {
  const put = (sessions: ReturnType<typeof makeSession>[]) =>
    given.store.putSessions(sessions[0]?.session.sourceId ?? "", sessions, SEEN);
  const histories = async (source: string, runs = 60) =>
    (await given.store.histories({ runs })).filter(({ item }) => item.sourceId === source);

  it("come only from backup kinds with a key, and stand for their newest session's names", async () => {
    const sourceId = given.newSource();
    const named = (day: number, workload: string) =>
      makeSession({ sourceId, id: String(day), startedAt: night(day), itemKey: "k", workload });
    await put([named(5, "new"), named(4, "older")]);
    await put([
      named(1, "oldest"),
      makeSession({ sourceId, id: "restore", kind: "restore", itemKey: "restored" }),
      makeSession({ sourceId, id: "none", itemKey: null }),
    ]);
    const found = await histories(sourceId);
    expect(found).toHaveLength(1);
    expect(found[0]?.item).toMatchObject({
      itemKey: "k",
      workload: "new",
      device: { id: `${sourceId}:dev`, name: "dev", kind: "server" },
      firstSeenAt: SEEN,
      firstAt: night(1),
    });
    expect((await given.store.session(`${sourceId}:1`))?.itemId).toBe(found[0]?.item.id);
    expect((await given.store.session(`${sourceId}:restore`))?.itemId).toBeNull();
  });

  it("show their newest runs, and the last good one even where it is older", async () => {
    const sourceId = given.newSource();
    const make = (day: number, over: object) =>
      makeSession({ sourceId, id: String(day), startedAt: night(day), ...over });
    await put([
      make(1, { status: "success" }),
      make(2, { status: "warning" }),
      make(3, { status: "success", flags: ["nothing-protected"] }),
      make(4, { status: "failed" }),
      make(5, { status: "running", endedAt: null }),
    ]);
    const [newest] = await histories(sourceId, 2);
    expect(newest?.runs.map(({ status }) => status)).toEqual(["running", "failed"]);
    expect(newest?.lastGood).toMatchObject({ status: "warning", at: night(2) });

    expect((await histories(sourceId))[0]?.lastGood).toMatchObject({ status: "warning", at: night(2) });

    const id = newest?.item.id ?? "";
    const [since] = await given.store.histories({ itemIds: [id], runs: 60, since: night(3) });
    expect(since?.runs).toHaveLength(3);
    expect(await given.store.histories({ itemIds: ["no such item"], runs: 60 })).toEqual([]);
  });

  it("stand in the order in which they began, by whatever clock they were first seen", async () => {
    const sourceId = given.newSource();
    const ahead = (id: string, minutes: number, status: "success" | "failed") =>
      makeSession({
        sourceId,
        id,
        status,
        startedAt: new Date(Date.parse(SEEN) + minutes * 60_000).toISOString(),
      });
    await put([ahead("earlier", 4, "success"), ahead("later", 9, "failed"), ahead("last", 600, "failed")]);
    const [item] = await histories(sourceId);
    expect(item?.runs.map(({ id }) => id.slice(sourceId.length + 1))).toEqual(["last", "later", "earlier"]);
  });

  it("belong to the client of their device, and without one to that of their sessions", async () => {
    const sourceId = given.newSource();
    const client = { id: `${sourceId}:aue`, name: "Aue" };
    await put(makePolicyRun(sourceId, "a", [], { client }));
    expect((await histories(sourceId)).map(({ item }) => item.client)).toEqual([client]);
    await put(makePolicyRun(sourceId, "b", ["vm1"], { client, startedAt: night(11) }));
    expect((await histories(sourceId)).map(({ item }) => item.client)).toEqual([client]);
  });

  it("are a policy's own until its sessions have children, and then its devices'", async () => {
    const sourceId = given.newSource();
    const first = await put(makePolicyRun(sourceId, "a", [], { startedAt: night(1) }));
    expect((await histories(sourceId)).map(({ item }) => item.device)).toEqual([null]);

    const second = await put(makePolicyRun(sourceId, "b", ["vm1", "vm2"], { startedAt: night(2) }));
    expect(second.itemIds).toContain(first.itemIds[0]);
    const third = await put(makePolicyRun(sourceId, "c", [], { startedAt: night(3), status: "failed" }));

    const found = await histories(sourceId);
    expect(found.map(({ item }) => item.device?.name)).toEqual(["vm1", "vm2"]);
    expect(third.itemIds).toEqual(expect.arrayContaining(found.map(({ item }) => item.id)));
    for (const { runs, policyRuns } of found) {
      expect(runs.map(({ at }) => at)).toEqual([night(2)]);
      expect(policyRuns.map(({ at, status }) => [at, status])).toEqual([
        [night(3), "failed"],
        [night(2), "success"],
        [night(1), "success"],
      ]);
    }
    expect((await given.store.session(`${sourceId}:c`))?.itemId).toBeNull();
    expect((await given.store.counts()).get(sourceId)?.items).toBe(2);
  });

  it("are the devices' also where children came before their policy's run", async () => {
    const sourceId = given.newSource();
    const [parent, ...children] = makePolicyRun(sourceId, "a", ["vm1"]);
    await put(children);
    if (parent !== undefined) await put([parent]);
    const found = await histories(sourceId);
    expect(found.map(({ item }) => item.device?.name)).toEqual(["vm1"]);
    expect(found[0]?.policyRuns).toHaveLength(1);
  });

  it("are a container's job's until it has machines, known by the parent or by the policy", async () => {
    const container = (sourceId: string) =>
      makeSession({
        sourceId,
        vendor: "veeam-enterprise-manager",
        vendorType: "AgentBackup",
        id: "container",
        device: null,
        workload: null,
        policy: { id: `${sourceId}:job`, name: "Servers" },
        itemKey: "job|job",
      });
    const machine = (sourceId: string, parentId: string | null, policy: string) =>
      makeSession({
        sourceId,
        vendor: "veeam-enterprise-manager",
        vendorType: "AgentManagement",
        id: "machine",
        parentId,
        workload: null,
        policy: { id: `${sourceId}:${policy}`, name: "Servers" },
        itemKey: "machine|own-job",
      });

    const alone = given.newSource();
    await put([container(alone)]);
    expect((await histories(alone)).map(({ item }) => item.itemKey)).toEqual(["job|job"]);
    expect(await given.store.containers(alone, 10)).toEqual([
      { sessionId: `${alone}:container`, policy: { id: `${alone}:job`, name: "Servers" } },
    ]);

    const byParent = given.newSource();
    await put([container(byParent)]);
    await put([machine(byParent, `${byParent}:container`, "own-job")]);
    const byPolicy = given.newSource();
    await put([container(byPolicy)]);
    await put([machine(byPolicy, null, "job")]);
    for (const source of [byParent, byPolicy]) {
      const found = await histories(source);
      expect(found.map(({ item }) => item.itemKey)).toEqual(["machine|own-job"]);
      expect(found[0]?.policyRuns).toHaveLength(1);
    }
  });

  it("were read when their device, policy or source was last read in whole", async () => {
    const sourceId = given.newSource();
    await put(makePolicyRun(sourceId, "a", ["vm1", "vm2"]));
    const readOf = async () => {
      const reads = await given.store.reads();
      const found = await histories(sourceId);
      return found.map(({ item }) => reads.get(item.id) ?? null);
    };
    expect(await readOf()).toEqual([null, null]);
    await given.store.putRead(sourceId, { deviceIds: [`${sourceId}:vm1`, `${sourceId}:new`] }, night(11));
    expect(await readOf()).toEqual([night(11), null]);
    await given.store.putRead(sourceId, { policyIds: [`${sourceId}:pol`] }, night(12));
    expect(await readOf()).toEqual([night(12), night(12)]);
    await given.store.putRead(sourceId, null, night(13));
    await given.store.putRead(sourceId, null, night(10));
    expect(await readOf()).toEqual([night(13), night(13)]);
  });

  it("draw a line each, oldest point first, what is not known as null", async () => {
    const sourceId = given.newSource();
    const make = (id: string, workload: string, transferredBytes: number | null) =>
      makeSession({ sourceId, id, workload, startedAt: night(Number(id)), transferredBytes });
    await put([make("3", "disk", 30), make("1", "disk", 10), make("2", "disk", null), make("4", "sql", 5)]);
    const device = `${sourceId}:dev`;
    const lines = await drawn(given.store, { device }, "transferredBytes");
    expect(lines.map(({ name, points }) => [name, points.map(({ value }) => value)])).toEqual([
      ["disk", [10, null, 30]],
      ["sql", [5]],
    ]);
    const cut = await drawn(given.store, { device }, "transferredBytes", { from: night(2), to: night(3) });
    expect(cut.map(({ points }) => points.map(({ value }) => value))).toEqual([[null], []]);
  });

  it("keep of a long line what a chart of it shows: outliers and what went wrong", async () => {
    const sourceId = given.newSource();
    const at = (n: number) => new Date(Date.parse(night(1)) + n * 600_000).toISOString();
    const sessions = Array.from({ length: 400 }, (_, n) =>
      makeSession({
        sourceId,
        id: String(n),
        startedAt: at(n),
        durationMs: n === 123 ? 9_000 : n === 321 ? 1 : 500 + (n % 7),
        ...(n === 200 ? { status: "failed" as const } : {}),
      }),
    );
    await put(sessions);
    const [line] = await drawn(given.store, { device: `${sourceId}:dev` }, "durationMs", { most: 20 });
    const points = line?.points ?? [];
    expect(points.length).toBeGreaterThan(20);
    expect(points.length).toBeLessThan(70);
    expect(points.map(({ value }) => value)).toEqual(expect.arrayContaining([9_000, 1]));
    expect(points.filter(({ status }) => status === "failed")).toHaveLength(1);
    expect(points.map(({ at: time }) => time)).toEqual(points.map(({ at: time }) => time).toSorted());
  });

  it("draw a policy's lines by device", async () => {
    const sourceId = given.newSource();
    await put(makePolicyRun(sourceId, "a", ["vm1", "vm2"], { durationMs: 7 }));
    const lines = await drawn(given.store, { policy: `${sourceId}:pol` }, "durationMs");
    expect(lines.map(({ name, points }) => [name, points.length])).toEqual([
      ["vm1", 1],
      ["vm2", 1],
    ]);
  });
});
