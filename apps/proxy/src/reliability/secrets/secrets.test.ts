import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { VENDORS } from "@lastgood/normalize";
import { createWorld, type Fault, type FaultName, NAMED_FAULTS } from "@lastgood/simulators";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import type { List, ProtectedItem, Session, Source } from "../../contract.ts";
import { type StartedProgram, startProgram } from "../started-program.ts";
import { found, tracesOfCanaries, tracesOfToken } from "./canaries.ts";
import { type ToldVendor, toldVendor } from "./told-vendor.ts";

/** Their polls take minutes or gigabytes: `nable.test.ts` and its like search those with short limits. */
const TOO_LONG: FaultName[] = ["silent", "stall", "drip", "endless", "gzip-bomb"];
const FAULTS = (Object.keys(NAMED_FAULTS) as FaultName[]).filter((name) => !TOO_LONG.includes(name));
/** Every call, and every call but those that log on: what comes after a good one is told tokens. */
const STRUCK: Record<string, Partial<Fault>> = {
  all: {},
  later: { call: /^(?!.*(oauth2|sessionMngr|\/login|\/logout|list_clients))/ },
};
/** Throws where nothing catches it, as a fault of our own might. */
const THROWING = `import { isMainThread } from "node:worker_threads";
if (isMainThread) process.on("SIGUSR2", () => { throw new Error("thrown by the test"); });`;

let folder: string;
let vendors: ToldVendor[] = [];
let program: StartedProgram;
/** What ended programs printed. */
const before: Buffer[] = [];
const served: [path: string, bytes: Buffer][] = [];
const listening = new AbortController();

const traces = () => [
  ...tracesOfCanaries(),
  ...new Set(vendors.flatMap(({ tokens }) => [...tokens].flatMap(tracesOfToken))),
];

async function get(path: string): Promise<Buffer> {
  const bytes = Buffer.from(await (await fetch(program.url + path)).arrayBuffer());
  served.push([path, bytes]);
  return bytes;
}

const items = async <T>(path: string) => (JSON.parse(String(await get(path))) as List<T>).items;

async function until(holds: () => Promise<boolean>, ms: number): Promise<void> {
  for (const end = Date.now() + ms; !(await holds()); await pause(250))
    if (Date.now() > end)
      throw new Error(`it took longer than ${ms} ms: ${String(program.printed()).slice(-2000)}`);
}

/** What the program wrote there itself. */
const written = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "lastgood.yaml" && entry.name !== "password")
    .map((entry) => join(entry.parentPath, entry.name));

const printed = () => Buffer.concat([...before, program?.printed() ?? Buffer.alloc(0)]);

const findings = () => [
  ...found("printed", printed(), traces()),
  ...served.flatMap(([path, bytes]) => found(path, bytes, traces())),
  ...written().flatMap((file) => found(file.slice(folder.length + 1), readFileSync(file), traces())),
];

async function start(): Promise<StartedProgram> {
  const throwing = `data:text/javascript,${encodeURIComponent(THROWING)}`;
  const env = { LASTGOOD_LOG: "debug", NABLE_KEY: keyOf(vendors) };
  return startProgram(folder, env, ["--import", throwing]);
}

const keyOf = (all: readonly ToldVendor[]) => all.find(({ entry }) => entry.apiKey)?.entry.apiKey;

/** Credentials of every origin: the environment, a secret file, clear text. */
function entryOf({ entry }: ToldVendor, n: number) {
  const secret = entry.apiKey ? { apiKey: "${NABLE_KEY}" } : {};
  const inFile = entry.vendor === "unitrends" ? { password: "${file:password}" } : {};
  if (entry.vendor === "unitrends")
    writeFileSync(join(folder, "password"), entry.password ?? "", { mode: 0o600 });
  return { ...entry, ...secret, ...inFile, every: `${1 + (n % 3)}h` };
}

function writeConfig(more: object = {}): void {
  const config = { server: { listen: "127.0.0.1:0" }, sources: vendors.map(entryOf), ...more };
  writeFileSync(join(folder, "lastgood.yaml"), stringify(config), { mode: 0o600 });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lastgood-secrets-"));
  const at = Date.now();
  const devices = { nable: 1, azure: 1, enterpriseManager: 1, unitrends: 1 };
  const world = createWorld({ now: () => at, days: 1, devices });
  const wanted = VENDORS.flatMap((vendor) => [
    { vendor, id: vendor, fault: null },
    ...Object.entries(STRUCK).flatMap(([which, at]) =>
      FAULTS.map((name) => ({
        vendor,
        id: `${vendor.slice(0, 12)}-${which}-${name}`.slice(0, 40),
        fault: { ...NAMED_FAULTS[name].fault, ...at },
      })),
    ),
  ]);
  vendors = await Promise.all(wanted.map(({ vendor, id, fault }) => toldVendor(vendor, world, id, fault)));
  writeConfig();
  program = await start();
  fetch(`${program.url}/api/events`, { signal: listening.signal })
    .then(async ({ body }) => {
      for await (const bytes of body ?? []) served.push(["/api/events", Buffer.from(bytes)]);
    })
    .catch(() => {});
  await until(
    async () => (await items<Source>("/api/sources?limit=500")).every(({ lastPolledAt }) => lastPolledAt),
    110_000,
  );
}, 120_000);

afterAll(async () => {
  listening.abort();
  await program?.end("SIGKILL");
  await Promise.all(vendors.map(({ close }) => close()));
  rmSync(folder, { recursive: true, force: true });
});

it("no credential and no token stands in a log line, an answer, an event or a row, whatever the vendors told back", async () => {
  const sources = await items<Source>("/api/sources?limit=500");
  const failing = sources.filter(({ state }) => state === "failing");
  // The faults struck, and vendors told whole requests back: their words are there, without the secrets in them.
  expect(failing.length).toBeGreaterThan(VENDORS.length * FAULTS.length);
  expect(failing.filter(({ error }) => error?.message.includes("[secret]")).length).toBeGreaterThan(20);
  expect(
    sources.filter(({ id }) => (VENDORS as readonly string[]).includes(id)).map(({ state }) => state),
  ).toEqual(VENDORS.map(() => "ok"));
  expect(traces().length).toBeGreaterThan(tracesOfCanaries().length + 20);

  const [session] = await items<Session>("/api/sessions?limit=500");
  const [item] = await items<ProtectedItem>("/api/protected-items?limit=500");
  const { paths } = JSON.parse(String(await get("/api/openapi.json"))) as { paths: object };
  const ids: Record<string, string | undefined> = {
    sessions: session?.id,
    "protected-items": item?.id,
    devices: item?.device?.id,
    policies: session?.policy?.id,
    sources: sources[0]?.id,
  };
  for (const path of Object.keys(paths)) {
    if (path.endsWith("/events")) continue;
    const of = path.split("/")[2] ?? "";
    await get(path.replace(/\{\w+\}/, encodeURIComponent(ids[of] ?? "none")));
  }
  for (const path of [
    "/",
    "/sources",
    "/metrics",
    "/healthz",
    "/readyz",
    "/api/no-such-thing",
    "/api/sessions?x=1",
  ])
    await get(path);
  expect(findings()).toEqual([]);
  expect(written().some((file) => file.endsWith("-wal"))).toBe(true);
}, 60_000);

it("a bad configuration is refused without telling the credentials in it", async () => {
  writeConfig({
    clients: [{ id: "a", pasword: vendors.find(({ entry }) => entry.password)?.entry.password }],
  });
  await until(async () => String(await get("/api/about")).includes("pasword"), 15_000);
  expect(findings()).toEqual([]);
}, 30_000);

it.each(["SIGUSR2", "SIGABRT"] as const)(
  "what is left after an end by %s holds none of them, and is the store alone",
  async (signal) => {
    if (signal === "SIGABRT") {
      before.push(program.printed());
      writeConfig();
      program = await start();
    }
    await program.end(signal);
    if (signal === "SIGUSR2") expect(String(program.printed())).toContain("thrown by the test");
    expect(written().filter((file) => !/\/data\/lastgood\.db(-wal|-shm|-lock)?$/.test(file))).toEqual([]);
    expect(findings()).toEqual([]);
  },
  60_000,
);
