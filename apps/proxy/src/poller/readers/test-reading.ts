import type { Session } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  type SimulatorOptions,
  serveSimulator,
  simulatorSource,
  type WorldOptions,
} from "@lastgood/simulators";
import type { SourceConfig } from "../../config-types.ts";
import { Secret } from "../../secret.ts";
import { testSource } from "../../vendors/test-server.ts";
import type { VendorError } from "../../vendors/vendor-error.ts";
import type { Reading, ReadRequest, SourceReader } from "../reading.ts";

const ANCHOR = Date.parse("2026-11-20T06:30:00Z");

/** A simulated vendor on a real port, over a world whose clock stands still until a test moves it. */
export async function simulated(
  vendor: SourceConfig["vendor"],
  { days = 20, ...world }: Omit<WorldOptions, "now"> = {},
  options: SimulatorOptions = {},
) {
  const clock = { now: ANCHOR };
  const simulator = createSimulator(vendor, createWorld({ ...world, days, now: () => clock.now }), options);
  const served = await serveSimulator(simulator);
  const { id, username, password, timeZone } = simulatorSource(simulator, served.url);
  const source = testSource({
    id,
    vendor,
    url: served.url,
    username: username ?? null,
    password: new Secret(password ?? ""),
    timeZone: timeZone ?? null,
  });
  return {
    clock,
    simulator,
    world: simulator.world,
    source,
    /** What a complete read of everything must come to, by id. */
    sessions: () => byId(simulator.sessions(source.id)),
    [Symbol.asyncDispose]: () => served.close(),
  };
}

export interface Poll {
  readings: Reading[];
  /** By id. */
  sessions: Session[];
  troubles: VendorError[];
  isWhole: boolean;
}

/** One poll, as the poller makes it. */
export async function poll(reader: SourceReader, request: Partial<ReadRequest> = {}): Promise<Poll> {
  const readings: Reading[] = [];
  const sessions = new Map<string, Session>();
  const whole = {
    since: null,
    cursor: null,
    openSessionIds: new Set<string>(),
    knownContainers: [],
    signal: new AbortController().signal,
    ...request,
  };
  for await (const reading of reader.read(whole)) {
    readings.push(reading);
    if (reading.kind !== "sessions") continue;
    const { records, sessions: given, rejects, repeats } = reading.outcome;
    if (records !== given.length + rejects.length + repeats) throw new Error("a record was lost");
    for (const { session } of given) sessions.set(session.id, session);
  }
  return {
    readings,
    sessions: byId([...sessions.values()]),
    troubles: readings.flatMap((reading) => (reading.kind === "trouble" ? [reading.error] : [])),
    isWhole: readings.some(({ kind }) => kind === "whole"),
  };
}

export function byId(sessions: readonly Session[]): Session[] {
  return sessions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
