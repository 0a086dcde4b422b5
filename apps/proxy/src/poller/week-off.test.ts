import { VENDORS } from "@lastgood/normalize";
import { createSimulator, createWorld, serveSimulator } from "@lastgood/simulators";
import { expect, it } from "vitest";
import type { Session } from "../contract.ts";
import { Secret } from "../secret.ts";
import { testSource } from "../vendors/test-server.ts";
import { createReader } from "./readers.ts";
import { type Bench, bench, MINUTE, NOW, restartable } from "./test-poller.ts";

const DAY = 24 * 60 * MINUTE;
const DEVICES = { nable: 8, azure: 8, enterpriseManager: 6, unitrends: 6 };
/** What only Lastgood knows: when it first had a session, and what an item's history shows. */
const VENDORS_FLAGS = ["nothing-protected", "errors-counted", "clock"];

const told = (session: Session): Session => ({
  ...session,
  firstSeenAt: null,
  flags: session.flags.filter((flag) => VENDORS_FLAGS.includes(flag)),
});

async function kept({ store }: Bench): Promise<Session[]> {
  const sessions: Session[] = [];
  for await (const slice of store.streamSessions({}, "-at")) sessions.push(...slice);
  return sessions;
}

const byId = (sessions: readonly Session[]) =>
  new Map(sessions.map((session) => [session.id, told(session)] as const));

it.each(VENDORS)("misses nothing of %s after it was off for a week", async (vendor) => {
  let house: Bench | null = null;
  const now = () => house?.clock.now ?? NOW;
  const world = createWorld({ now, days: 10, devices: DEVICES });
  const simulator = createSimulator(vendor, world);
  const served = await serveSimulator(simulator);
  const { credentials } = simulator;
  const source = testSource({
    id: "one",
    vendor,
    url: served.url,
    ...("apiKey" in credentials
      ? { apiKey: new Secret(credentials.apiKey) }
      : { username: credentials.username, password: new Secret(credentials.password) }),
    timeZone: world.zone.timeZone,
    everyMs: 15 * MINUTE,
  });
  const reader = restartable(() => createReader(source, now, () => {}));
  house = await bench({ one: reader }, [source]);
  try {
    await house.poller.pollNow("one");
    const before = simulator.sessions("one").length;
    expect(await kept(house)).toHaveLength(before);
    // Gone with the process: all that was not written down.
    reader.restart();
    house.clock.now += 7 * DAY;
    await house.poller.pollNow("one");
    const expected = byId(simulator.sessions("one") as Session[]);
    expect(expected.size).toBeGreaterThan(before + 20);
    expect(byId(await kept(house))).toEqual(expected);
    expect(house.poller.health()[0]?.record.error).toBeNull();
  } finally {
    await house[Symbol.asyncDispose]();
    await served.close();
  }
});
