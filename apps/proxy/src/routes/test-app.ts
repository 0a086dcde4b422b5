import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { createApp } from "../app.ts";
import { createBoard } from "../board.ts";
import type { Config, SourceConfig } from "../config-types.ts";
import type { Deps } from "../deps.ts";
import { createEvents } from "../events/events.ts";
import { openStore } from "../store/open-store.ts";
import type { SourceRecord, Store } from "../store/store.ts";
import { makePolicyRun, makeSession } from "../store/test/make-session.ts";
import { testSource } from "../vendors/test-server.ts";

export const NOW = Date.parse("2026-03-10T12:00:00.000Z");
const READ_AT = new Date(NOW - 60_000).toISOString();

/** A device's own id as vendors make them: slashes, colons, blanks and a comma. */
export const ODD_ID = "azure:/subscriptions/a b/vm:7, east?x=1#y";

const SOURCES: SourceConfig[] = [
  testSource({ id: "rmm", vendor: "nable", name: "N-able EMEA", url: "https://rmm.example.net" }),
  testSource({ id: "azure", vendor: "veeam-azure", name: "Azure", url: "https://vba.example.net:9398/x" }),
];

export function testConfig(server: Partial<Config["server"]> = {}): Config {
  return {
    server: {
      host: "127.0.0.1",
      port: 7400,
      allowOpen: false,
      timeZone: "Europe/Berlin",
      dayStartsAt: "12:00",
      ...server,
    },
    store: { url: "file:test.db", retentionMs: null },
    sources: SOURCES,
    clients: [],
    expect: [],
    demo: false,
    file: null,
    warnings: [],
  };
}

const recordOf = ({ id, vendor, url }: SourceConfig): SourceRecord => ({
  sourceId: id,
  vendor,
  host: new URL(url).host,
  lastPolledAt: READ_AT,
  lastGoodPollAt: READ_AT,
  lastPollMs: 1_000,
  error: null,
  learnt: ["12 clients"],
  certificateEndsAt: null,
  cursor: null,
});

/** Seven nights of two workloads of one server, the last of MSSQL failed; a policy of Azure with two machines. */
async function fill(store: Store): Promise<void> {
  const night = (n: number) => new Date(NOW - n * 86_400_000 - 10 * 3_600_000).toISOString();
  const device = { id: "rmm:9001", name: "sql-07", kind: "server" } as const;
  const client = { id: "rmm:100", name: "Aue, Stadtwerke" };
  const rmm = [0, 1, 2, 3, 4, 5, 6].flatMap((n) =>
    ["FILE_SYSTEM", "MSSQL"].map((workload) =>
      makeSession({
        sourceId: "rmm",
        id: `9001:${n}${workload[0]}`,
        device,
        client,
        workload,
        startedAt: night(n),
        endedAt: night(n),
        transferredBytes: 1_000 + n,
        durationMs: (n + 1) * 1_000,
        ...(workload === "MSSQL" && n === 0
          ? { status: "failed" as const, vendorStatus: "FAILED", message: "=disk full" }
          : {}),
      }),
    ),
  );
  const policy = makePolicyRun("azure", "run-1", ["web-1", "web-2"], {
    startedAt: night(0),
    endedAt: night(0),
  });
  const odd = { id: ODD_ID, name: "Büro, EG", kind: "vm" } as const;
  const alone = makeSession({
    sourceId: "azure",
    vendor: "veeam-azure",
    id: "a/b:c, d",
    device: odd,
    client: null,
    workload: null,
    startedAt: night(1),
    endedAt: night(1),
    policy: { id: "azure:p/1", name: "+Restore" },
    kind: "restore",
    itemKey: null,
    vendorType: "-Odd",
  });
  await store.putSessions("rmm", rmm, READ_AT);
  await store.putSessions("azure", [...policy, alone], READ_AT);
  const reject = { vendor: "nable", index: 3, reason: "no id", record: "<session/>" } as const;
  await store.putRejects("rmm", [reject], [], READ_AT);
  for (const source of SOURCES) {
    await store.putSource(recordOf(source));
    await store.putRead(source.id, null, READ_AT);
  }
}

/** The whole app over a filled store of its own; no socket, and a clock that stands still. */
export async function testApp(config: Config = testConfig()) {
  const folder = await mkdtemp(join(tmpdir(), "lastgood-routes-"));
  const store = await openStore("file:store.db", { folder });
  await fill(store);
  const lines: string[] = [];
  const log = pino(
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  );
  const records = config.sources.map(recordOf);
  const board = createBoard({
    store,
    config: () => config,
    now: () => NOW,
    sourceFacts: (id) => {
      const source = config.sources.find((one) => one.id === id);
      if (!source) return null;
      return {
        id,
        name: source.name,
        vendor: source.vendor,
        disabledSince: null,
        everyMs: source.everyMs,
        sweepMs: 1_000,
        lastGoodPollAt: NOW - 60_000,
        trouble: null,
        timeZone: "Europe/Berlin",
      };
    },
  });
  await board.refresh(null);
  const deps: Deps = {
    config: () => config,
    store,
    board,
    events: createEvents(),
    now: () => NOW,
    version: "1.2.3",
    log,
    health: () =>
      config.sources.map((source, i) => ({
        config: source,
        record: records[i] as SourceRecord,
        polling: false,
        nextPollAt: NOW + 60_000,
        requests: 7,
        clockOffsetMs: i === 0 ? -2 * 86_400_000 : null,
        progress: null,
        sweepEstimateMs: null,
      })),
  };
  return {
    deps,
    /** What was logged, a line of JSON each. */
    lines,
    request: requests(deps),
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof testApp>>;

/** Asks an app over these facts as a browser on this machine would. */
export function requests(deps: Deps) {
  const app = createApp(deps);
  return async (path: string, init: RequestInit = {}) =>
    app.request(`http://127.0.0.1:7400${path}`, {
      ...init,
      headers: { host: "127.0.0.1:7400", ...(init.headers as Record<string, string>) },
    });
}
