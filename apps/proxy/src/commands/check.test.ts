import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { VENDORS } from "@lastgood/normalize";
import {
  createSimulator,
  createWorld,
  makeCertificate,
  type SourceEntry,
  serveSimulator,
  simulatorSource,
} from "@lastgood/simulators";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { check } from "./check.ts";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const world = createWorld({ now: () => NOW, days: 5 });
const own = makeCertificate({ notAfter: "261208" });
let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-check-"));
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await rm(folder, { recursive: true });
});

async function simulated(vendor: (typeof VENDORS)[number], tls?: { key: string; cert: string }) {
  const simulator = createSimulator(vendor, world);
  const served = await serveSimulator(simulator, tls === undefined ? {} : { tls });
  closing.push(served.close);
  return { simulator, entry: simulatorSource(simulator, served.url) };
}

type Entry = SourceEntry & { tls?: unknown };

/** What `lastgood check` prints for these sources, and its exit code. */
async function checked(sources: readonly Entry[], { json = false, terminal = false, env = {} } = {}) {
  const file = join(folder, "lastgood.yaml");
  await writeFile(file, stringify({ server: { timeZone: "UTC" }, sources }), { mode: 0o600 });
  const out = Object.assign(new PassThrough(), terminal ? { isTTY: true } : {});
  let text = "";
  out.on("data", (piece) => {
    text += piece;
  });
  const quiet = new PassThrough();
  const process = {
    env: { LASTGOOD_LOG: "silent", ...env },
    cwd: folder,
    out,
    err: quiet,
    in: quiet,
    now: () => NOW,
  };
  const code = await check(process, { json });
  return { code, text, lines: text.trimEnd().split("\n").toSorted() };
}

const jsonOf = async (sources: readonly Entry[]) => {
  const { code, lines } = await checked(sources, { json: true });
  return { code, told: lines.map((line) => JSON.parse(line)) };
};

it("says in a line a source what was reached and found, with the newest session, and nothing secret", async () => {
  const sources = await Promise.all(VENDORS.map(async (vendor) => (await simulated(vendor)).entry));
  const { code, text, lines } = await checked(sources);
  expect(code).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(
      /^ok {6}azure {2}Veeam for Azure: reached; logged on; API v\S+;.* newest session 2026-/,
    ),
    expect.stringMatching(
      /^ok {6}rmm {2}N-able RMM: reached; logged on; .*\d+ clients, \d+ devices; newest session of \S+ 2026-11-\d\d \d\d:\d\d UTC; 0\.0 s$/,
    ),
    expect.stringMatching(
      /^ok {6}ueb {2}Unitrends: reached; logged on; .*\d+ policies; newest session 2026-/,
    ),
    expect.stringMatching(
      /^ok {6}vbem {2}Veeam Enterprise Manager: reached; logged on; .*newest session 2026-/,
    ),
  ]);
  for (const { apiKey, password } of sources) expect(text).not.toContain(apiKey ?? password);
  expect(text).not.toContain("\u001b");
});

it("tells by what a certificate was approved, and until when", async () => {
  const { entry } = await simulated("unitrends", own);
  await writeFile(join(folder, "ca.pem"), own.cert);
  const ways = {
    issuer: { caFile: "ca.pem" },
    fingerprint: { fingerprint256: own.fingerprint256 },
    "not-checked": { insecure: true },
  };
  for (const [certificate, tls] of Object.entries(ways)) {
    const { code, told } = await jsonOf([{ ...entry, tls }]);
    expect(code).toBe(0);
    expect(told).toEqual([
      expect.objectContaining({ ok: true, certificate, certificateEndsAt: "2026-12-08T00:00:00.000Z" }),
    ]);
  }
  const { lines } = await checked([{ ...entry, tls: ways["not-checked"] }]);
  expect(lines[0]).toContain("certificate NOT CHECKED (tls.insecure), until 2026-12-08");
});

it("tells how far it came where a source fails, in the same shape, and exits with 1", async () => {
  const [good, refusing, ownCertificate] = [
    await simulated("nable"),
    await simulated("nable"),
    await simulated("nable", own),
  ];
  refusing.simulator.setFault({ status: 403, service: "list_mob_sessions" });
  const { code, told } = await jsonOf([
    { ...good.entry, id: "a-good" },
    { ...good.entry, id: "b-key", apiKey: "ffffffffffffffffffffffffffffffff" },
    { ...refusing.entry, id: "c-sessions" },
    { ...ownCertificate.entry, id: "d-tls" },
    { ...good.entry, id: "e-gone", url: "http://127.0.0.1:1" },
  ]);
  expect(code).toBe(1);
  const brief = told.map(({ id, ok, reached, loggedOn, certificate }) => [
    id,
    ok,
    reached,
    loggedOn,
    certificate,
  ]);
  expect(brief).toEqual([
    ["a-good", true, true, true, null],
    ["b-key", false, true, false, null],
    ["c-sessions", false, true, false, null],
    ["d-tls", false, true, null, "refused"],
    ["e-gone", false, false, null, null],
  ]);
  for (const one of told) expect(Object.keys(one)).toEqual(Object.keys(told[0]));
  for (const { ok, error } of told) expect(error === null).toBe(ok);
});

it("paints only on a terminal, and not there where NO_COLOR asks for none", async () => {
  const { entry } = await simulated("nable");
  const { text } = await checked([entry], { terminal: true });
  expect(text.startsWith("\u001b[32mok    \u001b[0m  rmm")).toBe(true);
  expect((await checked([entry], { terminal: true, env: { NO_COLOR: "1" } })).text).toMatch(/^ok {6}rmm/);
});
