import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { MIGRATIONS } from "./sql/migrations.ts";
import { StoreError } from "./store-error.ts";
import { makeSession, SEEN } from "./test/make-session.ts";
import { describePlaces } from "./test/places.ts";

const many = (sourceId: string, count: number) =>
  Array.from({ length: count }, (_, number) => makeSession({ sourceId, id: String(number) }));

describePlaces("opening a store", (newPlace) => {
  it("keeps what was written when it is opened again", async () => {
    const { open } = await newPlace();
    const first = await open();
    await first.putSessions("a", many("a", 3), SEEN);
    await first.close();
    const second = await open();
    expect((await second.counts()).get("a")?.sessions).toBe(3);
    await second.close();
  });

  it("brings a store of an earlier version to this one, with what it holds", async () => {
    const { open, execute, types } = await newPlace();
    await execute(
      "create table store_version (version bigint not null)",
      "insert into store_version values (1)",
      ...(MIGRATIONS[0]?.(types) as string[]),
      "insert into sources (id, vendor, host) values ('a', 'nable', 'rmm.example.net')",
    );
    const store = await open();
    expect(await store.sources()).toMatchObject([{ sourceId: "a", host: "rmm.example.net" }]);
    await store.putSessions("a", many("a", 1), SEEN);
    expect(await store.histories({ runs: 1 })).toHaveLength(1);
    await store.close();
  });

  it("refuses a store of a newer version and leaves it as it is", async () => {
    const { open, execute } = await newPlace();
    await (await open()).close();
    await execute("update store_version set version = 99");
    await expect(open()).rejects.toThrow(/newer Lastgood \(store version 99/);
    await expect(open()).rejects.toThrow(StoreError);
  });

  it("refuses a database that is not its own", async () => {
    const { open, execute } = await newPlace();
    await execute("create table theirs (a bigint)");
    await expect(open()).rejects.toThrow(/other tables/);
  });

  it("lets programs that start at once make the store together", async () => {
    const { open } = await newPlace();
    const stores = await Promise.all([open(), open(), open()]);
    for (const store of stores) expect(await store.sources()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("lets two writers at once lose and damage nothing", async () => {
    const { open } = await newPlace();
    const [a, b] = [await open(), await open()];
    await Promise.all([
      a.putSessions("a", many("a", 600), SEEN),
      b.putSessions("b", many("b", 600), SEEN),
      a.putSessions("c", many("c", 600), SEEN),
      b.putSessions("c", many("c", 600), SEEN),
      a.putFlags(many("b", 600).map(({ session }) => ({ id: session.id, flags: [] }))),
      b.putFlags(many("a", 600).map(({ session }) => ({ id: session.id, flags: [] }))),
    ]);
    const counts = await a.counts();
    expect(["a", "b", "c"].map((source) => counts.get(source)?.sessions)).toEqual([600, 600, 600]);
    await a.close();
    await b.close();
    await (await open()).close();
  });

  it("lets two writers make the same source and the same names at once", async () => {
    const { open } = await newPlace();
    const [a, b] = [await open(), await open()];
    const sources = Array.from({ length: 12 }, (_, number) => `new-${number}`);
    for (const source of sources) {
      await Promise.all([a, b].map((store) => store.putSessions(source, many(source, 2), SEEN)));
    }
    const counts = await b.counts();
    expect(sources.map((source) => counts.get(source))).toEqual(
      sources.map(() => ({ sessions: 2, expired: 0, rejects: 0, repeats: 0, items: 1 })),
    );
    await a.close();
    await b.close();
  });

  it("tells of what another process wrote, and not of its own writing", async () => {
    const { open } = await newPlace();
    const [ours, theirs] = [await open(), await open()];
    await ours.listen();
    await ours.putSessions("a", many("a", 3), SEEN);
    const heard = ours.heard();
    await ours.putSessions("a", many("a", 4), SEEN);
    await theirs.putSessions("b", many("b", 3), SEEN);
    // Of a file it is only known that something was written.
    for (const { sourceId } of await heard) expect(["b", null]).toContain(sourceId);
    await ours.close();
    await theirs.close();
  });

  it("answers what was asked before it is closed, and refuses what comes after", async () => {
    const { open } = await newPlace();
    const store = await open();
    const asked = store.putSessions("a", many("a", 600), SEEN);
    await asked;
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toThrow(StoreError);
  });
});

it("refuses an address it does not know, and tells nothing of its password", async () => {
  const refusal = openStore("mysql://user:geheim@db/x", { folder: "/" });
  await expect(refusal).rejects.toThrow(StoreError);
  await expect(refusal).rejects.not.toThrow(/geheim/);
});
