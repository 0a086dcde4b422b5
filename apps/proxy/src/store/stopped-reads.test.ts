import type { Session } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { Stopped } from "./store.ts";
import { describeStores } from "./test/dialects.ts";
import { drawn } from "./test/drawn.ts";
import { makeSession, SEEN } from "./test/make-session.ts";

describeStores("reads for one that may go away", (given) => {
  async function filled() {
    const sourceId = given.newSource();
    const sessions = Array.from({ length: 700 }, (_, n) => makeSession({ sourceId, id: String(n) }));
    await given.store.putSessions(sourceId, sessions, SEEN);
    return { source: [sourceId], sort: "-durationMs", limit: 500 };
  }

  it("answer the same as for one that waits", async () => {
    const { store } = given;
    const { signal } = new AbortController();
    const query = await filled();
    const { source, sort } = query;
    const device = `${source[0]}:dev`;
    expect(await store.sessions(query, { signal })).toEqual(await store.sessions(query));
    const all = async (slices: AsyncIterable<Session[]>) => {
      const ids: string[] = [];
      for await (const slice of slices) ids.push(...slice.map(({ id }) => id));
      return ids;
    };
    expect(await all(store.streamSessions({ source }, sort, { signal }))).toEqual(
      await all(store.streamSessions({ source }, sort)),
    );
    expect(await drawn(store, { device }, "durationMs", {}, { signal })).toEqual(
      await drawn(store, { device }, "durationMs"),
    );
    expect(await store.histories({ runs: 60 }, { signal })).toEqual(await store.histories({ runs: 60 }));
  });

  it("end when it goes: what waits and what runs is dropped, and others have their answers", async () => {
    const { store } = given;
    const query = await filled();
    const leaving = new AbortController();
    const dropped = Array.from({ length: 20 }, () => store.sessions(query, leaving));
    const kept = store.sessions(query, new AbortController());
    leaving.abort();
    const ends = await Promise.allSettled(dropped);
    expect(ends.map((end) => end.status === "rejected" && end.reason)).toEqual(
      dropped.map(() => expect.any(Stopped)),
    );
    expect((await kept).total).toBe(700);
    await expect(store.sessions(query, leaving)).rejects.toThrow(Stopped);
  });

  it("an export ends between two of its slices", async () => {
    const { source, sort } = await filled();
    const leaving = new AbortController();
    const slices = given.store.streamSessions({ source }, sort, leaving)[Symbol.asyncIterator]();
    expect((await slices.next()).value).toHaveLength(500);
    leaving.abort();
    await expect(slices.next()).rejects.toThrow(Stopped);
  });
});
