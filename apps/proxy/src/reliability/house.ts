import { createSimulator, createWorld, serveSimulator } from "@lastgood/simulators";
import { pino } from "pino";
import { createBoard } from "../board.ts";
import type { Config, SourceConfig } from "../config-types.ts";
import type { Days, ProtectedItem, Session } from "../contract.ts";
import { createChanges } from "../events/changes.ts";
import { createEvents } from "../events/events.ts";
import { createPoller, type Poller } from "../poller/poller.ts";
import { createReader } from "../poller/readers.ts";
import { restartable } from "../poller/test-poller.ts";
import { requests, testConfig } from "../routes/test-app.ts";
import { Secret } from "../secret.ts";
import { testSource } from "../vendors/test-server.ts";
import type { MatrixFault } from "./matrix-faults.ts";
import type { Room } from "./room.ts";
import { type Chapter, PLAIN, type Story, tell } from "./story.ts";
import { createStruckHttp } from "./struck-http.ts";
import type { VendorCall } from "./vendor-calls.ts";

const MINUTE = 60_000;
const ANCHOR = Date.parse("2026-11-20T06:30:00Z");
/** Logons of Enterprise Manager have ended by then. */
const STEP = 16 * MINUTE;

/** One simulated vendor, and the poller and the board over it, on a clock of its own. */
export async function house({ store, nextId }: Room, call: VendorCall, story: Story = PLAIN) {
  const { vendor } = call;
  const clock = { now: ANCHOR };
  const now = () => clock.now;
  const world = createWorld({ ...story.world, now });
  const { clockOffsetMs } = story;
  const simulator = createSimulator(vendor, world, { clockOffsetMs, ...call.simulator });
  const served = await serveSimulator(simulator);
  const { credentials } = simulator;
  const source = testSource({
    id: nextId(),
    vendor,
    url: served.url,
    apiKey: "apiKey" in credentials ? new Secret(credentials.apiKey) : null,
    username: "username" in credentials ? credentials.username : null,
    password: "password" in credentials ? new Secret(credentials.password) : null,
    timeZone: world.zone.timeZone,
    everyMs: Math.max(15 * MINUTE, call.stepMs ?? 0),
  });
  const wire: string[] = [];
  const http = createStruckHttp(source, now, (line) => wire.push(line));
  const reader = restartable(() =>
    createReader(
      source,
      now,
      () => {},
      http,
      async () => {},
    ),
  );
  const log = pino({ level: "debug" }, { write: (line: string) => void wire.push(line) });
  const config: Config = { ...testConfig(), sources: [source] };
  let poller: Poller | null = null;
  const board = createBoard({
    store,
    config: () => config,
    sourceFacts: (id) => poller?.facts(id) ?? null,
    now,
  });
  const events = createEvents();
  const changes = createChanges({ board, events, onError: (error) => wire.push(String(error)) });
  poller = createPoller({
    config: () => config,
    store,
    changes,
    records: [],
    createReader: () => reader,
    now,
    random: () => 0.5,
    log,
  });
  const { health, pollNow } = poller;
  // Its board begins with nothing, and has not to read what others put into the same store.
  const started = { ...board, starting: () => null };
  const deps = { config: () => config, store, board: started, events, now, version: "0", log, health };
  const ask = requests(deps);
  const troubled = troubledItems(vendor, world.items(vendor));

  const happen = (chapter: Chapter) => tell(chapter, simulator);

  return {
    now,
    source,
    simulator,
    restart: reader.restart,
    poll: () => pollNow(source.id),
    health: () => health()[0] as ReturnType<typeof health>[number],
    items: (): ProtectedItem[] => board.entries(clock.now).map(({ item }) => item),
    /** An item that fails in the first poll. */
    begin() {
      const times = { startedAt: clock.now - 50 * MINUTE, endedAt: clock.now - 40 * MINUTE };
      world.addSession(vendor, { item: troubled.heals, status: "failed", ...times });
      happen(story.before);
    },
    /** Time for the next poll. */
    later() {
      clock.now += call.stepMs ?? STEP;
    },
    /** The failed item succeeds, and another one fails. */
    turn() {
      const times = { startedAt: clock.now - 9 * MINUTE, endedAt: clock.now - 2 * MINUTE };
      world.addSession(vendor, { item: troubled.heals, status: "success", ...times });
      world.addSession(vendor, { item: troubled.breaks, status: "failed", ...times });
      happen(story.news);
    },
    /** How many calls met the fault, or would have. */
    met: http.met,
    async strike(fault: MatrixFault | null) {
      simulator.setFault(fault?.simulated ? { ...fault.simulated, call: call.at } : null);
      await http.strike(fault, call.at);
    },
    async stored(): Promise<Session[]> {
      const all: Session[] = [];
      for await (const slice of store.streamSessions({ source: [source.id] }, "at")) all.push(...slice);
      return all;
    },
    /** The day grid, as it is served. */
    async grid(by: "item" | "all"): Promise<Days> {
      return (await ask(`/api/days?source=${source.id}&by=${by}`)).json() as Promise<Days>;
    },
    /** The credential, and all that was sent in place of it. */
    secrets: () => [
      "apiKey" in credentials ? credentials.apiKey : credentials.password,
      ...http.credentialsSent(),
    ],
    /** Everything that was logged, stored and served. */
    async said(): Promise<string> {
      const of = `source=${source.id}&limit=500`;
      const paths = ["overview", "sources", `protected-items?${of}`, `sessions?${of}`];
      const answers = await Promise.all(paths.map(async (path) => (await ask(`/api/${path}`)).text()));
      const rows = [await store.sources(), await store.rejects(source.id, 500)];
      return [...answers, JSON.stringify(rows), ...wire].join("\n");
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await served.close();
    },
  };
}

export type House = Awaited<ReturnType<typeof house>>;

function troubledItems(
  vendor: SourceConfig["vendor"],
  items: readonly { key: string; type: string | null }[],
) {
  const wanted = items.filter(({ type }) => type === null || type === "PolicyBackup").map(({ key }) => key);
  // Azure's first policy has five machines; the last item of the world has none.
  const [heals, breaks] = [wanted[0], wanted.at(vendor === "veeam-azure" ? 5 : -1)];
  if (heals === undefined || breaks === undefined) throw new Error("the simulated world has no items");
  return { heals, breaks };
}
