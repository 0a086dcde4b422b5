import { STATUSES, type Status } from "@lastgood/normalize";
import { expect, it } from "vitest";
import type { RebuildPlace, Store } from "./store.ts";
import { makeSession, SEEN } from "./test/make-session.ts";
import { describePlaces } from "./test/places.ts";

const FROM = "2026-03-01T00:00:00.000Z";
const HOUR = 3_600_000;
const at = (hour: number) => new Date(Date.parse(FROM) + hour * HOUR).toISOString();
const session = (sourceId: string, hour: number, status: Status = "success") =>
  makeSession({ sourceId, id: String(hour), startedAt: at(hour), endedAt: at(hour), status });

async function rebuild(store: Store, cut: string | null = null): Promise<{ items: number; sources: number }> {
  let place: RebuildPlace | null = null;
  const done = { items: 0, sources: 0 };
  do {
    const slice: Awaited<ReturnType<Store["rebuild"]>> = await store.rebuild(cut, place, 1);
    done.items += slice.items;
    done.sources += slice.sources;
    place = slice.next;
  } while (place !== null);
  return done;
}

async function beside(store: Store, sourceIds: readonly string[]) {
  const [from, to] = [FROM, SEEN];
  const days = (await store.itemIds()).sort().map((item) => store.figures({ item }, from, to, 1_000));
  const hours = sourceIds.map((source) => store.figures({ source }, from, to, 1_000));
  const histories = await store.histories({ runs: 1 });
  return {
    days: await Promise.all(days),
    hours: await Promise.all(hours),
    marks: histories.map(({ lastGood, runs }) => [runs[0]?.id, lastGood?.id]),
  };
}

const FORGED = [
  "update item_marks set newest_key = null, good_key = null, failures = 7",
  "update daily_figures set success = 99, duration_max = 1",
  "update hourly_figures set success = 99",
];

describePlaces("what is kept beside the sessions", (newPlace) => {
  it("is made anew from them, whatever stood there, and other programs are told", async () => {
    const place = await newPlace();
    const [store, other] = [await place.open(), await place.open()];
    const hours = [0, 1, 30, 100];
    for (const sourceId of ["a", "b"])
      await store.putSessions(
        sourceId,
        hours.map((hour) => session(sourceId, hour, STATUSES[hour % 3])),
        SEEN,
      );
    const before = await beside(store, ["a", "b"]);
    await place.execute(
      ...FORGED,
      "insert into hourly_figures select source_key, hour + 500, success, warning, failed, interrupted, canceled, not_started, running, unknown, selected_bytes, processed_bytes, transferred_bytes, duration_sum, duration_min, duration_max from hourly_figures",
    );
    expect(await beside(store, ["a", "b"])).not.toEqual(before);
    await other.listen();
    expect(await rebuild(store)).toEqual({ items: 2, sources: 2 });
    expect(await beside(store, ["a", "b"])).toEqual(before);
    expect((await other.heard()).map(({ sourceId }) => sourceId)).toContain(null);
    await Promise.all([store.close(), other.close()]);
  });

  it("stays as it is before the cut, where sessions are gone", async () => {
    const place = await newPlace();
    const store = await place.open();
    await store.putSessions(
      "a",
      [0, 5, 24, 30].map((hour) => session("a", hour)),
      SEEN,
    );
    const before = await beside(store, ["a"]);
    const cut = at(24);
    expect((await store.expire(cut, null, 100)).deleted).toBe(2);
    await rebuild(store, cut);
    expect(await beside(store, ["a"])).toEqual(before);
    await store.close();
  });

  it("holds every session that another program writes while it is made anew", async () => {
    const place = await newPlace();
    const [store, other] = [await place.open(), await place.open()];
    await store.putSessions("a", [session("a", 0)], SEEN);
    const written = 150;
    const isOver = new AbortController();
    const writing = (async () => {
      for (let hour = 1; hour < written; hour += 1) await other.putSessions("a", [session("a", hour)], SEEN);
    })().finally(() => isOver.abort());
    while (!isOver.signal.aborted) await rebuild(store);
    await writing;
    const { days, hours, marks } = await beside(store, ["a"]);
    const sum = (rows: readonly { counts: Record<string, number> }[] = []) =>
      rows.reduce((all, { counts }) => all + (counts["success"] ?? 0), 0);
    expect([sum(days[0]), sum(hours[0]), marks]).toEqual([written, written, [["a:149", "a:149"]]]);
    await Promise.all([store.close(), other.close()]);
  });
});
