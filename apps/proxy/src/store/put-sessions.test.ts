import { expect, it } from "vitest";
import { describeStores } from "./test/dialects.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

const LATER = "2026-03-11T12:00:00.000Z";
const START = "2026-03-10T01:00:00.000Z";

describeStores("putting sessions", (given) => {
  const put = (sessions: ReturnType<typeof makeSession>[], seenAt = SEEN) =>
    given.store.putSessions(sessions[0]?.session.sourceId ?? "", sessions, seenAt);
  const all = async (source: string) => {
    const page = await given.store.sessions({ source: [source], sort: "at", limit: 500 });
    return page.items;
  };

  it("gives back every field as it was put", async () => {
    const sourceId = given.newSource();
    const { session, itemKey, raw } = makeSession({
      sourceId,
      id: "1",
      parentId: "elsewhere",
      level: "full",
      client: { id: `${sourceId}:c`, name: "Aue" },
      site: { id: `${sourceId}:s`, name: null },
      policy: { id: `${sourceId}:p`, name: "Nightly" },
      endedAt: "2026-03-10T01:01:00.123Z",
      selectedBytes: 2 ** 52,
      processedBytes: 0,
      transferredBytes: 1,
      changedBytes: 2,
      selectedItems: 3,
      processedItems: 4,
      removedItems: 5,
      changedItems: 6,
      errorCount: 7,
      message: "a <b>text</b>",
      flags: ["nothing-protected", "errors-counted"],
      issues: [{ field: "end", problem: "no time" }],
    });
    await put([{ session, itemKey, raw }]);
    const read = await given.store.session(session.id);
    expect(read).toMatchObject({ ...session, firstSeenAt: SEEN, raw, children: [] });
  });

  it("tells of each slice of a long reading once it is written, and of all at the end", async () => {
    const sourceId = given.newSource();
    const many = Array.from({ length: 1_100 }, (_, n) => makeSession({ sourceId, id: String(n) }));
    const told: [number, number][] = [];
    const written = await given.store.putSessions(sourceId, many, SEEN, null, ({ added, itemIds }) =>
      told.push([added, itemIds.length]),
    );
    expect(told).toEqual([
      [500, 1],
      [500, 1],
      [100, 1],
    ]);
    expect(written).toMatchObject({ added: 1_100, changed: 0, unchanged: 0 });
  });

  it("keeps the vendor's record to the letter, of every vendor", async () => {
    for (const vendor of ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const) {
      const rawText = `<session> "ünïcødé" \u{1f4be} ${vendor}</session>`;
      const sourceId = given.newSource();
      await put([makeSession({ sourceId, vendor, id: "1", rawText })]);
      expect((await given.store.session(`${sourceId}:1`))?.raw?.text).toBe(rawText);
    }
  });

  it("knows again what is named in letters that no database keeps", async () => {
    const sourceId = given.newSource();
    const odd = { id: `${sourceId}:a\0\ud800b`, name: "c\0\ud800d" };
    const make = () => makeSession({ sourceId, id: "1\0", device: { ...odd, kind: null }, policy: odd });
    await put([make()]);
    expect(await put([make()], LATER)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
    const read = await given.store.session(`${sourceId}:1\0`);
    expect(read?.device?.name).toBe("c\uFFFD\uFFFDd");
    const { items } = await given.store.sessions({ device: [odd.id], sort: "at", limit: 5 });
    expect(items).toHaveLength(1);
  });

  it("adds, changes and leaves alone, and names only what it touched", async () => {
    const sourceId = given.newSource();
    const make = (id: string, given = {}) =>
      makeSession({ sourceId, id, device: { id: `${sourceId}:${id}`, name: id, kind: null }, ...given });
    const first = await put([make("1"), make("2")]);
    expect(first).toMatchObject({ added: 2, changed: 0, unchanged: 0 });
    expect(first.itemIds).toHaveLength(2);

    const again = await put([make("1"), make("2")], LATER);
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 2, expired: 0 });
    expect([...again.itemIds, ...again.deviceIds, ...again.policyIds]).toEqual([]);

    const changed = await put([make("1"), make("2", { status: "failed" })], LATER);
    expect(changed).toMatchObject({ added: 0, changed: 1, unchanged: 1, deviceIds: [`${sourceId}:2`] });
    expect(changed.itemIds).toHaveLength(1);
    expect((await given.store.counts()).get(sourceId)).toMatchObject({ sessions: 2, items: 2 });
  });

  it("updates where only the vendor's record differs", async () => {
    const sourceId = given.newSource();
    await put([makeSession({ sourceId, id: "1", rawText: "{}" })]);
    const written = await put([makeSession({ sourceId, id: "1", rawText: '{"new":1}' })], LATER);
    expect(written.changed).toBe(1);
    expect((await given.store.session(`${sourceId}:1`))?.raw?.text).toBe('{"new":1}');
  });

  it("never lets a running reading take the place of a finished one", async () => {
    const sourceId = given.newSource();
    const running = makeSession({ sourceId, id: "1", status: "running", endedAt: null });
    await put([running]);
    await put([makeSession({ sourceId, id: "1", status: "failed" })]);
    expect(await put([running], LATER)).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await all(sourceId)).toMatchObject([{ status: "failed" }]);
  });

  it("never lets a reference take the place of a session that was read", async () => {
    const sourceId = given.newSource();
    const run = makeSession({ sourceId, id: "1", vendor: "veeam-enterprise-manager", status: "running" });
    const reference = makeSession({
      sourceId,
      id: "1",
      vendor: "veeam-enterprise-manager",
      status: "unknown",
      vendorType: null,
      vendorStatus: null,
    });
    await put([reference]);
    expect(await put([run], LATER)).toMatchObject({ changed: 1 });
    expect(await put([reference], LATER)).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await given.store.session(run.session.id)).toMatchObject({ status: "running" });
  });

  it("lets a later finished reading replace an earlier one, also for the worse", async () => {
    const sourceId = given.newSource();
    await put([makeSession({ sourceId, id: "1" })]);
    await put([makeSession({ sourceId, id: "1", status: "unknown", vendorStatus: "ODD" })], LATER);
    expect(await all(sourceId)).toMatchObject([{ status: "unknown", vendorStatus: "ODD" }]);
  });

  it("knows the worst that a session was before its status changed", async () => {
    const sourceId = given.newSource();
    const run = { sourceId, id: "1" };
    const before = async () =>
      (await given.store.histories({ itemIds: await given.store.itemIds(), runs: 5 }))
        .filter(({ item }) => item.sourceId === sourceId)
        .map(({ runs }) => runs[0]?.statusBefore);
    await put([makeSession({ ...run, status: "running", endedAt: null })]);
    await put([makeSession({ ...run, status: "failed" })], LATER);
    expect(await before()).toEqual(["running"]);
    await put([makeSession({ ...run, status: "success" })], LATER);
    await put([makeSession({ ...run, status: "success", processedBytes: 8 })], LATER);
    expect(await before()).toEqual(["failed"]);
    await put([makeSession({ ...run, status: "warning" })], LATER);
    expect(await before()).toEqual(["failed"]);
  });

  it("knows since when a session has the status that it has", async () => {
    const sourceId = given.newSource();
    const seen = async () =>
      (await given.store.histories({ runs: 1 }))
        .filter(({ item }) => item.sourceId === sourceId)
        .map(({ runs }) => runs[0]?.statusSeenAt);
    const run = { sourceId, id: "1", startedAt: START };
    await put([makeSession({ ...run, status: "running" })]);
    expect(await seen()).toEqual([SEEN]);
    await put([makeSession({ ...run, status: "running", processedBytes: 7 })], LATER);
    expect(await seen()).toEqual([SEEN]);
    await put([makeSession({ ...run, status: "success" })], LATER);
    await put([makeSession({ ...run, status: "success", processedBytes: 8 })], "2026-03-12T12:00:00.000Z");
    expect(await seen()).toEqual([LATER]);
  });

  it("keeps an id with another known start as another session, whatever it is called", async () => {
    const sourceId = given.newSource();
    const other = "2026-03-11T01:00:00.000Z";
    const first = makeSession({ sourceId, id: "1", startedAt: other });
    await put([first], LATER);
    const both = [
      makeSession({ sourceId, id: `1~${other}`, startedAt: other }),
      makeSession({ sourceId, id: "1", startedAt: START }),
    ];
    expect(await put(both, LATER)).toMatchObject({ added: 1, changed: 1 });
    expect(await put(both, LATER)).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    const starts = (await all(sourceId)).map(({ id, startedAt }) => [id, startedAt]);
    expect(starts).toEqual([
      [`${sourceId}:1~${START}`, START],
      [`${sourceId}:1`, other],
    ]);
  });

  it("gives the plain id to the session that the reading gives it to", async () => {
    const sourceId = given.newSource();
    const other = "2026-03-11T01:00:00.000Z";
    await put([
      makeSession({ sourceId, id: `1~${other}`, startedAt: other }),
      makeSession({ sourceId, id: "1", startedAt: START }),
    ]);
    expect((await given.store.session(`${sourceId}:1`))?.startedAt).toBe(START);
  });

  it("takes a reading without a start for the same session, and keeps the start it knew", async () => {
    const sourceId = given.newSource();
    await put([makeSession({ sourceId, id: "1", status: "running", endedAt: null })]);
    await put([makeSession({ sourceId, id: "1", startedAt: null, endedAt: "2026-03-10T02:00:00.000Z" })]);
    expect(await all(sourceId)).toMatchObject([{ startedAt: START, at: START, status: "success" }]);
  });

  it("settles first sight once, and orders by start, else end, else first sight", async () => {
    const sourceId = given.newSource();
    const endedAt = "2026-03-09T05:00:00.000Z";
    const readings = (status: "success" | "failed") => [
      makeSession({ sourceId, id: "start", status }),
      makeSession({ sourceId, id: "end", status, startedAt: null, endedAt }),
      makeSession({ sourceId, id: "none", status, startedAt: null, endedAt: null }),
    ];
    await put(readings("success"));
    await put(readings("failed"), LATER);
    const told = (await all(sourceId)).map(({ id, at, firstSeenAt }) => [id, at, firstSeenAt]);
    expect(told).toEqual([
      [`${sourceId}:end`, endedAt, SEEN],
      [`${sourceId}:start`, START, SEEN],
      [`${sourceId}:none`, SEEN, SEEN],
    ]);
  });

  it("does not let a time in the far future stand as the newest", async () => {
    const sourceId = given.newSource();
    const far = "2031-01-01T00:00:00.000Z";
    await put([
      makeSession({ sourceId, id: "finished", startedAt: far }),
      makeSession({ sourceId, id: "running", startedAt: far, status: "running", endedAt: null }),
      makeSession({ sourceId, id: "end", startedAt: null, endedAt: far }),
      makeSession({ sourceId, id: "a day", startedAt: "2026-03-11T12:00:00.000Z" }),
    ]);
    const read = async (id: string) => given.store.session(`${sourceId}:${id}`);
    expect(await read("finished")).toMatchObject({ at: SEEN, startedAt: far, flags: ["clock"] });
    expect(await read("running")).toMatchObject({ at: SEEN, flags: [] });
    expect(await read("end")).toMatchObject({ at: SEEN, flags: ["clock"] });
    expect(await read("a day")).toMatchObject({ at: "2026-03-11T12:00:00.000Z", flags: [] });
  });

  it("writes more than one slice and loses none", async () => {
    const sourceId = given.newSource();
    const many = Array.from({ length: 1203 }, (_, number) => makeSession({ sourceId, id: String(number) }));
    expect(await put(many)).toMatchObject({ added: 1203 });
    expect(await put(many)).toMatchObject({ added: 0, changed: 0, unchanged: 1203 });
    let streamed = 0;
    for await (const slice of given.store.streamSessions({ source: [sourceId] }, "-at")) {
      streamed += slice.length;
    }
    expect(streamed).toBe(1203);
  });

  it("finds open sessions: those that run and those that began lately", async () => {
    const sourceId = given.newSource();
    await put([
      makeSession({ sourceId, id: "old", startedAt: "2026-01-01T00:00:00.000Z" }),
      makeSession({ sourceId, id: "runs", startedAt: "2026-01-02T00:00:00.000Z", status: "running" }),
      makeSession({ sourceId, id: "late" }),
    ]);
    const open = await given.store.openSessions(sourceId, START);
    expect(open.map(({ id }) => id)).toEqual([`${sourceId}:late`, `${sourceId}:runs`]);
  });

  it("takes a machine's later try, and a container's truer start, for the same session", async () => {
    const sourceId = given.newSource();
    const retried = { sourceId, id: "7:vm", vendor: "veeam-azure", parentId: `${sourceId}:7` } as const;
    await put([makeSession({ ...retried, status: "failed", startedAt: START })]);
    await put([makeSession({ ...retried, startedAt: "2026-03-10T01:20:00.000Z" })]);
    const guid = { sourceId, id: "8ba90554", vendor: "veeam-enterprise-manager" } as const;
    await put([makeSession({ ...guid, status: "unknown", startedAt: START })]);
    await put([makeSession({ ...guid, startedAt: "2026-03-10T00:00:00.000Z" })]);
    expect((await all(sourceId)).map(({ id, status }) => [id, status])).toEqual([
      [`${sourceId}:8ba90554`, "success"],
      [`${sourceId}:7:vm`, "success"],
    ]);
  });

  it("keeps the flags that an item's history shows until the session itself changes", async () => {
    const sourceId = given.newSource();
    const silent = makeSession({ sourceId, id: "1", transferredBytes: 0, flags: ["errors-counted"] });
    await put([silent]);
    await given.store.putFlags([{ id: silent.session.id, flags: ["errors-counted", "nothing-transferred"] }]);
    await put([silent], LATER);
    const flagged = await given.store.sessions({
      source: [sourceId],
      flag: ["nothing-transferred"],
      sort: "at",
      limit: 5,
    });
    expect(flagged.items.map(({ flags }) => flags)).toEqual([["errors-counted", "nothing-transferred"]]);
  });
});
