import { appendFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { normalizeReply, type Session } from "@lastgood/normalize";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { openStore } from "../store/open-store.ts";
import type { SourceCounts, Store } from "../store/store.ts";
import { type ImportOptions, importReplies } from "./import.ts";

const NOW = Date.parse("2026-11-20T08:00:00.000Z");
const login = { username: "u", password: "p" };

let folder: string;
let store: Store;
let test = 0;

/** Each test has sources of its own: opening a store takes longer than all that a test does. */
const named = (source: string) => `${source}-${test}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-"));
  store = await openStore("file:lastgood.db", { folder });
});
beforeEach(async () => {
  test += 1;
  const sources = [
    { id: named("n"), vendor: "nable", url: "http://127.0.0.1:1", apiKey: "k" },
    { id: named("a"), vendor: "veeam-azure", url: "http://127.0.0.1:2", ...login },
    { id: named("e"), vendor: "veeam-enterprise-manager", url: "http://127.0.0.1:3", ...login },
    { id: named("u"), vendor: "unitrends", url: "http://127.0.0.1:4", ...login },
  ];
  const config = { server: { timeZone: "Europe/Berlin" }, sources };
  await writeFile(join(folder, "lastgood.yaml"), stringify(config), { mode: 0o600 });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  code: number;
  out: string;
  err: string;
}

/** The clock is asked once a file, before it is read. */
async function run(
  files: string[],
  { source, ...options }: ImportOptions,
  { stop = new AbortController().signal, now = () => NOW } = {},
): Promise<Run> {
  const [out, err] = [new PassThrough({ encoding: "utf8" }), new PassThrough({ encoding: "utf8" })];
  const surroundings = { env: {}, cwd: folder, out, err, in: new PassThrough(), now };
  const given = { source: named(source), ...options };
  const open = async () => ({ ...store, close: async () => {} });
  const code = await importReplies(surroundings, files.map(at), given, { stop, open });
  const printed = (stream: PassThrough) => (stream.read() ?? "").replaceAll(`${folder}/`, "");
  return { code, out: printed(out), err: printed(err) };
}

const at = (name: string) => join(folder, name);
const save = (name: string, text: string) => writeFile(at(name), text);

/** With the source's id as the tests write it. */
async function kept(source: string): Promise<{ sessions: Session[]; counts: SourceCounts | undefined }> {
  const page = await store.sessions({ source: [named(source)], sort: "at", limit: 500 });
  const sessions = JSON.parse(JSON.stringify(page.items).replaceAll(named(source), source)) as Session[];
  return { sessions, counts: (await store.counts()).get(named(source)) };
}

const ids = ({ sessions }: { sessions: Session[] }) => sessions.map(({ id }) => id).sort();

const nable = (...ids: (number | string)[]) =>
  `<result status="OK">${ids
    .map(
      (id) =>
        `<session><session_id>${id}</session_id><type>BACKUP</type><status>COMPLETED</status><plugin>FILES</plugin><start>2026-11-19 20:00:00</start><end>2026-11-19 20:10:00</end></session>`,
    )
    .join("")}</result>`;

const azureRow = (id: number, status = "Success") => ({
  id: String(id),
  type: "PolicyBackup",
  status,
  executionStartTime: "2026-11-19T20:00:00Z",
});
const azure = (...rows: object[]) => JSON.stringify({ results: rows, totalCount: rows.length });

it("takes many N-able replies, each of the device that its name tells, and says which", async () => {
  await save("9001.xml", nable(1, 2));
  await save("fs01-9002.xml", nable(1));
  expect(await run(["9001.xml", "fs01-9002.xml"], { source: "n" })).toEqual({
    code: 0,
    out:
      "9001.xml (device 9001): 2 new, 0 changed, 0 known; 0 rejects, 0 repeats\n" +
      "fs01-9002.xml (device 9002): 1 new, 0 changed, 0 known; 0 rejects, 0 repeats\n",
    err: "",
  });
  expect(ids(await kept("n"))).toEqual(["n:9001:1", "n:9001:2", "n:9002:1"]);
});

it("takes --device for all files, whatever their names tell", async () => {
  await save("9001.xml", nable(1));
  await save("sessions.xml", nable(2));
  const { code } = await run(["9001.xml", "sessions.xml"], { source: "n", device: "7" });
  expect(code).toBe(0);
  expect(ids(await kept("n"))).toEqual(["n:7:1", "n:7:2"]);
});

it.each([
  ["a", "export.json", azure(azureRow(1)), { id: "a:1", kind: "backup" }],
  ["a", "export.csv", "Id,Type,Status,Start\n1,PolicyBackup,Success,2026-11-19T20:00:00Z\n", { id: "a:1" }],
  [
    "a",
    "export.xml",
    '<S><Session Id="1" Status="Success" Start="2026-11-19T20:00:00Z"/></S>',
    { id: "a:1" },
  ],
  [
    "e",
    "em.xml",
    '<BackupJobSessions><BackupJobSession UID="urn:veeam:BackupJobSession:a0000000-0000-4000-8000-000000000001"/></BackupJobSessions>',
    { id: "e:a0000000-0000-4000-8000-000000000001" },
  ],
  [
    "e",
    "em.json",
    '{"BackupJobSessions":[{"UID":"urn:veeam:BackupJobSession:a0000000-0000-4000-8000-000000000001"}]}',
    { id: "e:a0000000-0000-4000-8000-000000000001" },
  ],
  [
    "u",
    "backups.json",
    '{"backups":[{"id":5,"client_id":1,"client_name":"db","start_date":"11/19/2026","start_time":"21:00:00","type":"Full"}]}',
    { id: "u:3:5" },
  ],
])("puts what %s's %s holds into the store", async (source, file, text, expected) => {
  await save(file, text);
  const { code, err } = await run([file], { source, system: "3" });
  expect([code, err]).toEqual([0, ""]);
  expect((await kept(source)).sessions).toMatchObject([expected]);
});

it("changes nothing by the same rows again, rejects and repeats included", async () => {
  await save("all.json", azure(azureRow(1), azureRow(2), azureRow(1), { id: null }, { id: null }));
  const first = await run(["all.json"], { source: "a" });
  expect(first.out).toBe("all.json: 2 new, 0 changed, 0 known; 2 rejects, 1 repeat\n");
  const before = await kept("a");
  expect(before.counts).toMatchObject({ sessions: 2, rejects: 2, repeats: 1 });

  const again = await run(["all.json", "all.json"], { source: "a" }, { now: () => NOW + 1 });
  expect(again.out).toBe("all.json: 0 new, 0 changed, 2 known; 2 rejects, 1 repeat\n".repeat(2));
  expect(await kept("a")).toEqual(before);
});

it("takes the others where one file fails, and tells each reason in a line at the end", async () => {
  await mkdir(at("folder"));
  await save("1.xml", nable(1));
  await save(
    "2.xml",
    '<result status="FAIL"><error><errorcode>3</errorcode><message>Login\nfailed</message></error></result>',
  );
  await save("3.xml", "");
  await save("4.json", azure(azureRow(1)));
  await save("5.xml", nable(5, 6).slice(0, -30));
  await save("sessions.xml", nable(7));
  await save("8.xml", nable(8));
  const files = ["1.xml", "2.xml", "3.xml", "4.json", "5.xml", "sessions.xml", "gone.xml", "folder", "8.xml"];

  const { code, out, err } = await run(files, { source: "n" });
  expect(code).toBe(1);
  expect(out).toBe(
    ["1.xml (device 1): 1 new", "5.xml (device 5): 1 new", "8.xml (device 8): 1 new"]
      .map((line) => `${line}, 0 changed, 0 known; 0 rejects, 0 repeats\n`)
      .join(""),
  );
  expect(err.split("\n")).toEqual([
    "lastgood: 2.xml is an error reply: Login failed",
    "lastgood: 3.xml: The reply is empty",
    "lastgood: 4.json: The reply is no XML",
    "lastgood: 5.xml is incomplete: The reply ends before its XML does; what came before was taken",
    "lastgood: sessions.xml: no part of its name is a device's number; give --device, or name the file like device-9001.xml",
    "lastgood: gone.xml does not exist",
    "lastgood: folder is a folder; name the files in it",
    "",
  ]);
  expect(ids(await kept("n"))).toEqual(["n:1:1", "n:5:5", "n:8:8"]);
});

it("takes nothing of a JSON reply that is cut off, however much came before the cut", async () => {
  const rows = Array.from({ length: 3000 }, (_, id) => azureRow(id));
  await save("cut.json", azure(...rows).slice(0, -20));
  const { code, out, err } = await run(["cut.json"], { source: "a" });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toBe(
    "lastgood: cut.json is incomplete: The reply ends before its JSON does; nothing of it was taken\n",
  );
  expect((await kept("a")).sessions).toEqual([]);
});

it("completes by a whole export what one that was cut off could not tell", async () => {
  const whole = `Id,Start,Type,Status\n1,2026-11-19T20:00:00Z,PolicyBackup,Success\n`;
  await save("cut.csv", whole.slice(0, -4));
  await save("whole.csv", whole);
  await run(["cut.csv"], { source: "a" });
  expect((await kept("a")).sessions).toMatchObject([{ id: "a:1", status: "unknown" }]);
  expect((await run(["whole.csv"], { source: "a" })).out).toContain(" 0 new, 1 changed, 0 known;");
  expect((await kept("a")).sessions).toMatchObject([{ id: "a:1", status: "success", issues: [] }]);
});

it("keeps what polls have told of a session that an export tells less of", async () => {
  await save("export.csv", "Id,Start,Type,Status\n1,2026-11-19T20:00:00Z,PolicyBackup,Error\n");
  const polled = normalizeReply(
    "veeam-azure",
    Buffer.from(azure({ ...azureRow(1, "Error"), backupJobInfo: { policyId: "p", policyName: "Nightly" } })),
    { sourceId: named("a") },
  ).sessions.map((one) => ({ ...one, session: { ...one.session, message: "Disk is full" } }));
  await store.putSessions(named("a"), polled, new Date(NOW).toISOString());
  expect((await run(["export.csv"], { source: "a" })).out).toContain(" 0 new, 0 changed, 1 known;");
  expect((await kept("a")).sessions).toMatchObject([
    { policy: { name: "Nightly" }, message: "Disk is full" },
  ]);
});

it("resolves repeats over the whole of a file, however far apart they stand", async () => {
  const rows = Array.from({ length: 3000 }, (_, id) => azureRow(id + 2));
  await save(
    "long.json",
    azure(
      azureRow(1, "Running"),
      azureRow(0, "Success"),
      ...rows,
      azureRow(1, "Error"),
      azureRow(0, "Running"),
    ),
  );
  const { out } = await run(["long.json"], { source: "a" });
  expect(out).toBe("long.json: 3002 new, 0 changed, 0 known; 0 rejects, 2 repeats\n");
  const statusOf = async (id: string) => (await store.session(`${named("a")}:${id}`))?.status;
  expect([await statusOf("1"), await statusOf("0")]).toEqual(["failed", "success"]);
});

it("stops at a file's border too, says how many were taken, and goes on when asked again", async () => {
  const files = ["1.json", "2.json"];
  await save("1.json", azure(azureRow(1)));
  await save("2.json", azure(azureRow(2)));
  const stop = new AbortController();
  let asked = 0;
  const now = () => {
    asked += 1;
    if (asked === 2) stop.abort();
    return NOW;
  };
  expect(await run(files, { source: "a" }, { stop: stop.signal, now })).toEqual({
    code: 130,
    out: "1.json: 1 new, 0 changed, 0 known; 0 rejects, 0 repeats\n",
    err: "lastgood: stopped after 1 of 2 files; what is in the store is whole, and the same command takes the rest\n",
  });
  expect((await run(files, { source: "a" })).code).toBe(0);
  expect(ids(await kept("a"))).toEqual(["a:1", "a:2"]);
});

it("says so where a file grows while it is read", async () => {
  await save("9.xml", nable(1));
  const now = () => {
    appendFileSync(at("9.xml"), " ");
    return NOW;
  };
  const { code, err } = await run(["9.xml"], { source: "n" }, { now });
  expect([code, err]).toEqual([1, "lastgood: 9.xml changed while it was read; import it again\n"]);
});

it.each<[string, ImportOptions, string | RegExp]>([
  ["a source that is not configured", { source: "x" }, /is not configured; the sources are: n-\d+, a-/],
  ["a Unitrends reply without --system", { source: "u" }, "--system is needed"],
  ["a time zone that is none", { source: "n", timeZone: "Mars" }, '--time-zone "Mars" is not known'],
])("refuses %s before anything is read", async (_what, options, words) => {
  await expect(run(["1.xml"], options)).rejects.toThrow(words);
});

it("writes nothing of the progress where stderr is no terminal, and no key of a file's name", async () => {
  await save("x?apikey=s3cret&deviceid=4.xml", nable(1));
  const { out, err } = await run(["x?apikey=s3cret&deviceid=4.xml"], { source: "n" });
  expect(out).toContain("x?apikey=[secret]&deviceid=4.xml (device 4): 1 new");
  expect(err).toBe("");
  expect(await readFile(at("x?apikey=s3cret&deviceid=4.xml"), "utf8")).toBe(nable(1));
});
