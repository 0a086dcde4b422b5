import { createSimulator, createWorld, serveSimulator } from "@lastgood/simulators";
import { afterEach, expect, it } from "vitest";
import type { ProtectedItem } from "../../contract.ts";
import { createHttp } from "../../vendors/http.ts";
import { testServer, testSource } from "../../vendors/test-server.ts";
import { type Bench, bench, NOW } from "../test-poller.ts";
import { createNableReader } from "./nable.ts";

const SECOND = 1_000;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** What stands on the screens at a moment of a fill. */
interface Seen {
  calls: number;
  /** Calls whose reply is there: a list as items of its devices, a history as sessions. That of the clients shows nothing. */
  shown: number;
  sessions: number;
  items: ProtectedItem[];
  health: ReturnType<Bench["poller"]["health"]>[number];
}

/**
 * Fills a new source whose clock moves only where the reader waits for its next call, and looks at it at these seconds.
 * @param log the calls so far, oldest first
 */
async function fill(url: string, log: () => readonly string[], seconds: readonly number[]) {
  let house: Bench | null = null;
  const source = testSource({ id: "rmm", url, spacingMs: SECOND, everyMs: 900 * SECOND });
  const now = () => house?.clock.now ?? NOW;
  const due = [...seconds];
  const seen: Seen[] = [];
  const reader = createNableReader(source, createHttp(source), {
    now,
    async wait(ms) {
      if (house === null) return;
      if (now() + ms > NOW + (due[0] ?? Infinity) * SECOND) {
        due.shift();
        seen.push(await look(house, log()));
      }
      house.clock.now += ms;
    },
  });
  const made = await bench({ rmm: reader }, [source]);
  house = made;
  closing.push(() => made[Symbol.asyncDispose]());
  await made.poller.pollNow("rmm");
  return { seen, house: made };
}

async function look({ board, store, clock, poller }: Bench, log: readonly string[]): Promise<Seen> {
  await board.refresh(null);
  const items = board.entries(clock.now).map(({ item }) => item);
  let shown = 0;
  for (const call of log) {
    const asked = new URLSearchParams(call.slice(call.indexOf("?")));
    const id = asked.get("deviceid");
    const [kind, client] = [asked.get("devicetype"), `rmm:${asked.get("clientid")}`];
    const isShown =
      id === null
        ? items.some((item) => item.device?.kind === kind && item.client?.id === client)
        : (await store.sessions({ device: [`rmm:${id}`], sort: "-at", limit: 1 })).total > 0;
    if (isShown) shown += 1;
  }
  const sessions = (await store.counts()).get("rmm")?.sessions ?? 0;
  return { calls: log.length, shown, sessions, items, health: poller.health()[0] as Seen["health"] };
}

it("shows sessions within 10 s, and after a minute something of four calls of five that the spacing allowed", async () => {
  const devices = { nable: 300, azure: 1, enterpriseManager: 1, unitrends: 1 };
  const world = createWorld({ now: () => NOW, days: 2, devices });
  const simulator = createSimulator("nable", world);
  const served = await serveSimulator(simulator);
  closing.push(served.close);
  const { seen, house } = await fill(served.url, simulator.requestLog, [10, 60]);
  const [early, later] = seen as [Seen, Seen];
  expect(early.sessions).toBeGreaterThan(0);
  expect(later.calls).toBe(61);
  expect(later.shown / later.calls).toBeGreaterThanOrEqual(0.8);

  const unread = later.items.filter(({ lastReadAt }) => lastReadAt === null);
  expect(unread.length).toBeGreaterThan(0);
  for (const { state, reason } of unread) expect([state, reason]).toEqual(["unknown", "not read yet"]);
  const { progress, sweepEstimateMs } = later.health;
  expect(progress).toMatchObject({ phase: "first-fill", unit: "devices", totalIsEstimate: true });
  expect(progress?.total).toBeGreaterThan(250);
  expect(progress?.total).toBeLessThan(350);
  expect(progress?.ratePerMinute).toBe(progress?.done);
  expect(sweepEstimateMs).toBeGreaterThan(0);

  const told = simulator.sessions("rmm");
  expect((await store(house)).toSorted()).toEqual(told.map(({ id }) => id).toSorted());
  const [{ progress: over, sweepEstimateMs: sweep }] = house.poller.health() as [Seen["health"]];
  expect([over, sweep]).toEqual([null, 300 * SECOND]);
}, 60_000);

async function store(house: Bench): Promise<string[]> {
  const ids: string[] = [];
  for await (const slice of house.store.streamSessions({ source: ["rmm"] }, "-at"))
    ids.push(...slice.map(({ id }) => id));
  return ids;
}

it("keeps that also where clients are many and small, and only their servers have backup", async () => {
  const clients = Array.from({ length: 100 }, (_, n) => n + 1);
  const log: string[] = [];
  await using server = await testServer((request, answer) => {
    const url = request.url ?? "";
    log.push(url);
    const of = new URLSearchParams(url.slice(url.indexOf("?")));
    const client = Number(of.get("clientid"));
    const kind = of.get("devicetype");
    const device = `<${kind}><id>${client + (kind === "server" ? 0 : 500)}</id><mob>${kind === "server" ? 1 : 0}</mob></${kind}>`;
    const replies: Record<string, string> = {
      list_clients: `<items>${clients.map((id) => `<client><clientid>${id}</clientid><server_count>1</server_count><workstation_count>1</workstation_count><device_count>2</device_count></client>`).join("")}</items>`,
      list_devices_at_client: `<items><client><id>${client}</id><site><id>${client}</id>${device}</site></client></items>`,
      list_mob_sessions: `<session><session_id>${of.get("deviceid")}</session_id><type>BACKUP</type><plugin>FILE_SYSTEM</plugin><start>2026-03-10 01:00:00</start><end>2026-03-10 02:00:00</end><status>COMPLETED</status></session>`,
    };
    answer.end(`<result status="OK">${replies[of.get("service") ?? ""]}</result>`);
  });
  const { seen } = await fill(server.url, () => log, [60]);
  const [later] = seen as [Seen];
  expect(later.calls).toBe(61);
  expect(later.shown / later.calls).toBeGreaterThanOrEqual(0.8);
}, 60_000);
