import type { Session } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { createHttp } from "../../vendors/http.ts";
import { createReader } from "../readers.ts";
import { poll, simulated } from "./test-reading.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEVICES = { nable: 2, azure: 7, enterpriseManager: 4, unitrends: 4 };

/** Polls every 15 minutes, before each of which a run ends that nobody has seen. */
async function pollsOf(
  vendor: "veeam-azure" | "veeam-enterprise-manager" | "unitrends",
  clockOffsetMs: number,
  isTold: boolean,
) {
  await using one = await simulated(vendor, { days: 4, devices: DEVICES }, { clockOffsetMs });
  const now = () => one.clock.now;
  const http = createHttp(one.source, isTold ? { now } : {});
  const reader = createReader(one.source, now, () => {}, http);
  const item = one.world.items(vendor)[0]?.key ?? "";
  const read = new Map<string, Session>();
  let since = one.clock.now - 400 * DAY;
  let cursor: string | null = null;
  for (let time = 0; time < 4; time += 1) {
    const ended = { startedAt: one.clock.now - 9 * MINUTE, endedAt: one.clock.now - 2 * MINUTE };
    if (time > 0) one.world.addSession(vendor, { item, status: "failed", ...ended });
    const { sessions, isWhole } = await poll(reader, { since: new Date(since).toISOString(), cursor });
    expect(isWhole).toBe(true);
    for (const session of sessions) read.set(session.id, session);
    since = one.clock.now;
    cursor = reader.cursor();
    one.clock.now += 15 * MINUTE;
  }
  // What still ran at the last poll may have ended since.
  one.clock.now -= 15 * MINUTE;
  await reader.close();
  return { read: [...read.keys()].toSorted(), told: one.sessions().map(({ id }) => id) };
}

for (const vendor of ["veeam-azure", "veeam-enterprise-manager", "unitrends"] as const)
  it.each([
    ["two days behind", -2 * DAY, true],
    ["two days behind, though its answers do not say so", -2 * DAY, false],
    ["two days ahead", 2 * DAY, true],
    ["two days ahead, though its answers do not say so", 2 * DAY, false],
    ["a year behind", -365 * DAY, true],
    ["right", 0, true],
  ])(`${vendor} misses no session where the vendor's clock is %s`, async (_, offsetMs, isTold) => {
    const { read, told } = await pollsOf(vendor, offsetMs, isTold);
    expect(read).toEqual(told);
  });
