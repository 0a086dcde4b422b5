import type { Session } from "@lastgood/normalize";
import { afterEach, expect, it } from "vitest";
import type { SourceConfig } from "../../config-types.ts";
import { createReader } from "../readers.ts";
import type { SourceReader } from "../reading.ts";
import { byId, poll, simulated } from "./test-reading.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEVICES = { nable: 4, azure: 7, enterpriseManager: 5, unitrends: 4 };
const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A vendor that was read once, and what has been read of it so far. */
async function readOnce(vendor: SourceConfig["vendor"]) {
  const one = await simulated(vendor, { days: 9, devices: DEVICES });
  open.push(one);
  const reader: SourceReader = createReader(
    one.source,
    () => one.clock.now,
    () => {},
  );
  const read = new Map<string, Session>();
  let lastGood = one.clock.now - 400 * DAY;
  const pollLater = async (ms: number) => {
    one.clock.now += ms;
    const running = [...read.values()].filter(({ status }) => status === "running");
    const starts = running.map(({ at }) => Date.parse(at ?? ""));
    const { sessions, isWhole } = await poll(reader, {
      since: new Date(Math.min(lastGood, ...starts)).toISOString(),
      cursor: reader.cursor(),
      openSessionIds: new Set(running.map(({ id }) => id)),
    });
    expect(isWhole || vendor === "nable").toBe(true);
    for (const session of sessions) read.set(session.id, session);
    lastGood = one.clock.now;
    return sessions;
  };
  await pollLater(0);
  await pollLater(15 * MINUTE);
  return { ...one, pollLater, sessionsRead: () => byId([...read.values()]) };
}

for (const vendor of VENDORS)
  it.each([
    ["3 h", 3 * HOUR, 15 * MINUTE],
    ["10 h", 10 * HOUR, 15 * MINUTE],
    ["80 h", 80 * HOUR, 25 * HOUR],
  ])(`${vendor} loses no run that is told %s after its start`, async (_, late, within) => {
    const { world, clock, pollLater, sessions, sessionsRead } = await readOnce(vendor);
    const item = world.items(vendor)[0]?.key ?? "";
    const startedAt = clock.now - late;
    world.addSession(vendor, { item, status: "failed", startedAt, endedAt: startedAt + HOUR / 2 });
    await pollLater(within);
    await pollLater(15 * MINUTE);
    expect(sessionsRead().map(({ id }) => id)).toEqual(sessions().map(({ id }) => id));
  });

it.each(VENDORS)("%s: a run that changes after its end is read again", async (vendor) => {
  const { simulator, source, clock, pollLater } = await readOnce(vendor);
  const hoursAgo = new Date(clock.now - 3 * HOUR).toISOString();
  const changed = simulator
    .sessions(source.id)
    .filter(({ status, kind }) => status === "success" && kind === "backup")
    .filter(({ vendor: of, parentId }) => of !== "veeam-azure" || parentId === null)
    .filter(({ at }) => (at ?? "") < hoursAgo)
    .reduce((newest, one) => ((one.at ?? "") > (newest.at ?? "") ? one : newest));
  simulator.changeAfterEnd(changed.id, { status: "failed" });
  const sessions = await pollLater(15 * MINUTE);
  expect(sessions.find(({ id }) => id === changed.id)?.status).toBe("failed");
});
