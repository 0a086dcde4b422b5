import { STATUSES } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { describeStores } from "./test/dialects.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

const none = Object.fromEntries(STATUSES.map((status) => [status, 0]));
const FROM = "2026-03-01T00:00:00.000Z";
const TO = "2026-03-05T00:00:00.000Z";

describeStores("figures of days and hours", (given) => {
  async function filled() {
    const sourceId = given.newSource();
    const at = (startedAt: string) => ({ sourceId, id: startedAt, startedAt, endedAt: null });
    await given.store.putSessions(
      sourceId,
      [
        makeSession({
          ...at("2026-03-01T00:00:00.000Z"),
          transferredBytes: 2 ** 50,
          selectedBytes: 0,
          durationMs: 10,
        }),
        makeSession({
          ...at("2026-03-01T00:59:59.999Z"),
          transferredBytes: 1,
          status: "not-started",
          durationMs: 30,
        }),
        makeSession({ ...at("2026-03-01T23:59:59.999Z"), status: "failed", durationMs: null }),
        makeSession({ ...at("2026-03-04T12:30:00.000Z"), status: "running", durationMs: null }),
        makeSession({ ...at("2026-03-04T12:40:00.000Z"), kind: "restore", itemKey: null, durationMs: 5 }),
      ],
      SEEN,
    );
    const { items } = await given.store.sessions({ source: [sourceId], sort: "at", limit: 1 });
    const { itemId } = (await given.store.session(items[0]?.id ?? ""))!;
    return { sourceId, itemId: itemId ?? "" };
  }
  const bytes = { selectedBytes: null, processedBytes: null, transferredBytes: null };

  it("sum up an item's days, with null for what no session of the day tells", async () => {
    const { itemId } = await filled();
    expect(await given.store.figures({ item: itemId }, FROM, TO, 10)).toEqual([
      {
        at: "2026-03-01T00:00:00.000Z",
        counts: { ...none, success: 1, "not-started": 1, failed: 1 },
        ...bytes,
        selectedBytes: 0,
        transferredBytes: 2 ** 50 + 1,
        durationMs: { sum: 40, min: 10, max: 30 },
      },
      { at: "2026-03-04T00:00:00.000Z", counts: { ...none, running: 1 }, ...bytes, durationMs: null },
    ]);
  });

  it("sum up a source's hours, of sessions that count for no item as well", async () => {
    const { sourceId } = await filled();
    const rows = await given.store.figures({ source: sourceId }, FROM, TO, 10);
    expect(rows.map(({ at, counts }) => [at, Object.values(counts).reduce((a, b) => a + b)])).toEqual([
      ["2026-03-01T00:00:00.000Z", 2],
      ["2026-03-01T23:00:00.000Z", 1],
      ["2026-03-04T12:00:00.000Z", 2],
    ]);
    expect(rows[2]?.durationMs).toEqual({ sum: 5, min: 5, max: 5 });
  });

  it("are of days and hours that begin from `from` on and before `to`, the oldest first", async () => {
    const { sourceId, itemId } = await filled();
    const days = async (from: string, to: string, most = 10) =>
      (await given.store.figures({ item: itemId }, from, to, most)).map(({ at }) => at.slice(8, 10));
    expect(await days("2026-03-01T00:00:00.001Z", TO)).toEqual(["04"]);
    expect(await days(FROM, "2026-03-04T00:00:00.000Z")).toEqual(["01"]);
    expect(await days(FROM, "2026-03-04T00:00:00.001Z")).toEqual(["01", "04"]);
    expect(await days(FROM, TO, 1)).toEqual(["01"]);
    expect(await given.store.figures({ source: sourceId }, TO, TO, 10)).toEqual([]);
    expect(await given.store.figures({ item: "nobody's" }, FROM, TO, 10)).toEqual([]);
  });

  it("are told where a sum is larger than a number holds without loss", async () => {
    const sourceId = given.newSource();
    const sessions = ["1", "2"].map((id) =>
      makeSession({ sourceId, id, startedAt: FROM, selectedBytes: Number.MAX_SAFE_INTEGER }),
    );
    await given.store.putSessions(sourceId, sessions, SEEN);
    const [hour] = await given.store.figures({ source: sourceId }, FROM, TO, 10);
    expect(hour?.selectedBytes).toBe(2 * Number.MAX_SAFE_INTEGER);
  });

  it("count a session once that went and is kept again, whether or not the others of its day are", async () => {
    const sourceId = given.newSource();
    const night = (hour: number) =>
      makeSession({ sourceId, id: `${hour}`, startedAt: `2026-03-01T0${hour}:00:00.000Z` });
    const later = makeSession({ sourceId, id: "later", startedAt: "2026-03-09T00:00:00.000Z" });
    await given.store.putSessions(sourceId, [night(1), night(2), night(3), later], SEEN);
    await given.store.expire("2026-03-03T00:00:00.000Z", null, 1_000);
    const success = async () => {
      const item = (await given.store.session(later.session.id))?.itemId ?? "";
      const rows = await given.store.figures({ item }, FROM, TO, 10);
      return [rows[0]?.counts.success, rows[0]?.durationMs?.sum];
    };
    await given.store.putSessions(sourceId, [night(1)], SEEN);
    expect(await success()).toEqual([3, 180_000]);
    await given.store.putSessions(sourceId, [night(2), night(3), night(4)], SEEN);
    expect(await success()).toEqual([4, 240_000]);
  });

  it("outlive the sessions that they sum up", async () => {
    const { sourceId, itemId } = await filled();
    const later = makeSession({ sourceId, id: "later", startedAt: "2026-03-09T00:00:00.000Z" });
    await given.store.putSessions(sourceId, [later], SEEN);
    const before = await given.store.figures({ item: itemId }, FROM, TO, 10);
    const { deleted } = await given.store.expire("2026-03-03T00:00:00.000Z", null, 1_000);
    expect(deleted).toBeGreaterThan(0);
    expect(await given.store.figures({ item: itemId }, FROM, TO, 10)).toEqual(before);
  });
});
