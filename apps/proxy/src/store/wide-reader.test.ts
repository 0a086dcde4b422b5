import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStore } from "./open-store.ts";
import { makeSession, SEEN } from "./test/make-session.ts";
import { createWideReader } from "./wide-reader.ts";
import type { WorkerLink } from "./worker/worker-link.ts";

it("what a viewer asks of many sessions keeps the board and the walls waiting for nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lastgood-wide-"));
  const store = await openStore("file:store.db", { folder });
  const sessions = Array.from({ length: 700 }, (_, n) => makeSession({ sourceId: "rmm", id: String(n) }));
  await store.putSessions("rmm", sessions, SEEN);
  const query = { sort: "-device", limit: 500 };
  await store.sessions(query);
  let isOver = false;
  const asked = Array.from({ length: 60 }, () => store.sessions(query));
  const wide = Promise.all(asked).then(() => {
    isOver = true;
  });
  await asked[0];
  await store.counts();
  expect(isOver).toBe(false);
  await wide;
  await store.close();
  await rm(folder, { recursive: true });
});

it("is started once, by the first who asks, again where that failed, and no more once it is closed", async () => {
  let starts = 0;
  let ends = 0;
  const link = { close: async () => void (ends += 1) } as WorkerLink<"reads">;
  const reader = createWideReader(async () => {
    starts += 1;
    if (starts === 1) throw new Error("no thread");
    return link;
  });
  await expect(reader.link()).rejects.toThrow("no thread");
  expect(await Promise.all([reader.link(), reader.link()])).toEqual([link, link]);
  await reader.close();
  await expect(reader.link()).rejects.toThrow("The store is closed.");
  expect([starts, ends]).toEqual([2, 1]);
});

it("that nobody asked is not started to be closed", async () => {
  const reader = createWideReader(() => Promise.reject(new Error("started")));
  await expect(reader.close()).resolves.toBeUndefined();
});
