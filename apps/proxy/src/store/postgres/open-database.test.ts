import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { TLSSocket } from "node:tls";
import { makeCertificate } from "@lastgood/simulators";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../open-store.ts";
import { Stopped, TookTooLong } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { makeSession, SEEN } from "../test/make-session.ts";
import { outageBefore } from "../test/outage.ts";
import { postgresDatabase } from "../test/postgres-database.ts";
import { pooledDialect, toDb } from "./dialect.ts";
import { openDatabase } from "./open-database.ts";

const open = (url: string) => openStore(url, { folder: "/" });

/** Another program's statements. */
async function execute(url: string, ...statements: string[]): Promise<void> {
  const client = new Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

let url: string;
/** Speaks TLS with a certificate that nobody signed, as far as a client without trust comes. */
let untrusted: Server;
beforeAll(async () => {
  url = await postgresDatabase();
  await execute(
    url,
    "create role guarded login password 'right'",
    "create role barred login",
    "create database latin template template0 encoding 'LATIN1' locale 'C'",
    "create database standby",
    "alter database standby set default_transaction_read_only = on",
  );
  untrusted = createServer((socket) => {
    socket.once("data", () => {
      socket.write("S");
      new TLSSocket(socket, { isServer: true, ...makeCertificate() }).on("error", () => {});
    });
  });
  untrusted.listen(0, "127.0.0.1");
  await once(untrusted, "listening");
});
afterAll(() => untrusted.close());

/** The address with some of it changed. */
function but(
  changes: Partial<Pick<URL, "username" | "password" | "hostname" | "port" | "pathname" | "search">>,
) {
  return Object.assign(new URL(url), changes).href;
}

it.each([
  [
    "a wrong password",
    () => but({ username: "guarded", password: "geheim" }),
    "the password of user guarded is wrong",
  ],
  [
    "no password where one is asked for",
    () => but({ username: "guarded" }),
    "asks for a password of user guarded",
  ],
  [
    "a user that is not let in",
    () => but({ username: "barred", password: "geheim" }),
    "allow it in the server's pg_hba.conf",
  ],
  [
    "a user that may not make tables",
    () => but({ username: "guarded", password: "right" }),
    "user guarded may not do this",
  ],
  [
    "no such database",
    () => but({ password: "geheim", pathname: "/nowhere" }),
    "no database nowhere; make it (createdb nowhere)",
  ],
  [
    "another encoding",
    () => but({ password: "geheim", pathname: "/latin" }),
    "make a database with encoding UTF8",
  ],
  ["a standby", () => but({ password: "geheim", pathname: "/standby" }), "name the primary in store.url"],
  ["an unknown host", () => but({ password: "geheim", hostname: "nowhere.invalid" }), "nowhere.invalid"],
  [
    "a port without a server",
    () => but({ password: "geheim", port: "1" }),
    "nothing listens there; start PostgreSQL",
  ],
  [
    "TLS where the server has none",
    () => but({ password: "geheim", search: "?sslmode=require" }),
    "set sslmode=disable",
  ],
  [
    "a certificate that nobody signed",
    () =>
      but({
        password: "geheim",
        port: `${(untrusted.address() as AddressInfo).port}`,
        search: "?sslmode=require",
      }),
    "add sslrootcert=FILE",
  ],
  [
    "a missing file",
    () => but({ password: "geheim", search: "?sslrootcert=/no/ca.pem" }),
    "names /no/ca.pem, which cannot be read",
  ],
  [
    "an unreadable address",
    () => "postgres://user:geheim@[bad/x",
    "write postgres://user:password@host:5432/database",
  ],
])("says what to do about %s, and tells nothing of the password", async (_, address, words) => {
  const refusal = await open(address()).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(StoreError);
  expect(String(refusal)).toContain(words);
  expect(String(refusal)).toMatch(/\.$/);
  expect(`${String(refusal)} ${(refusal as Error).stack}`).not.toContain("geheim");
});

it("takes no notice of what an extension made, and of other schemas", async () => {
  const shared = await postgresDatabase();
  await execute(
    shared,
    "create schema theirs",
    "create table theirs.sessions (a bigint)",
    "create table of_extension (a bigint)",
    // As if `create extension` had made it.
    `insert into pg_depend select 'pg_class'::regclass, 'of_extension'::regclass, 0, 'pg_extension'::regclass, oid, 0, 'e'
     from pg_extension limit 1`,
  );
  const store = await open(shared);
  expect(await store.sources()).toEqual([]);
  await store.close();
});

it("goes on by itself once a server that was away is back", async () => {
  await using way = await outageBefore(await postgresDatabase());
  const store = await open(way.url.replace("postgres@", "postgres:geheim@"));
  const put = () => store.putSessions("a", [makeSession({ sourceId: "a", id: "1" })], SEEN);
  await put();
  await store.listen();
  const heard = store.heard();
  const calls = [put, () => store.ping(), () => store.sources(), () => store.leases.view()];
  await way.cut();
  for (const call of [...calls, ...calls]) {
    const refusal = await call().then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(StoreError);
    expect(String(refusal)).toMatch(/cannot be used: (nothing listens|the connection was lost)/);
    expect(String(refusal)).not.toContain("geheim");
  }
  await way.mend();
  expect(await put()).toMatchObject({ unchanged: 1 });
  await store.ping();
  // Others may have written what could not be heard.
  expect(await heard).toMatchObject([{ sourceId: null }]);
  await store.close();
});

it("goes on at the next call after the server ended its connections", async () => {
  const own = await postgresDatabase();
  const store = await open(own);
  await store.sources();
  await execute(
    own,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  await store.sources().catch(() => {});
  expect(await store.sources()).toEqual([]);
  await store.close();
});

it("gives up a connection that no longer answers, and asks anew on another", async () => {
  await using way = await outageBefore(url);
  const db = toDb(pooledDialect({ connectionString: way.url, query_timeout: 150 }, { most: 1 }));
  const ask = () => sql<{ one: number }>`select 1 as one`.execute(db);
  await ask();
  way.mute();
  await expect(ask()).rejects.toThrow(/timeout/);
  expect((await ask()).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});

it("bounds every read and every write in time, on the server too", async () => {
  const limits = async (role: "reads" | "writes") => {
    const opened = await openDatabase(role, url);
    const show = (name: string) => sql<Record<string, string>>`show ${sql.ref(name)}`.execute(opened.db);
    const [statement, lock] = [await show("statement_timeout"), await show("lock_timeout")];
    await opened.close();
    return { ...statement.rows[0], ...lock.rows[0] };
  };
  expect(await limits("writes")).toEqual({ statement_timeout: "1min", lock_timeout: "30s" });
  expect(await limits("reads")).toEqual({ statement_timeout: "10s", lock_timeout: "0" });
});

it("says of a read that took too long what to do", async () => {
  const opened = await openDatabase("reads", url.replace(/$/, "?statement_timeout=20"));
  const asked = sql`select pg_sleep(5)`.execute(opened.db).catch((error: unknown) => opened.toError(error));
  expect(await asked).toBeInstanceOf(TookTooLong);
  await opened.close();
});

it("lets a query go on while another one of the same asker ends", async () => {
  const opened = await openDatabase("reads", url);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const sleep = (seconds: number) =>
    opened.until?.(stop, (db) => sql`select pg_sleep(${seconds})`.execute(db));
  await expect(Promise.all([sleep(0.01), sleep(1)])).resolves.toHaveLength(2);
  await opened.close();
});

it("ends a query on the server once nobody waits for it any more", async () => {
  const opened = await openDatabase("reads", url);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const sleeping = () =>
    sql`select 1 from pg_stat_activity where query like 'select pg_sleep(9%'`.execute(opened.db);
  const asked = opened.until?.(stop, (db) => sql`select pg_sleep(9)`.execute(db));
  const ended = asked?.catch((error: unknown) => opened.toError(error));
  await expect.poll(async () => (await sleeping()).rows).toHaveLength(1);
  Atomics.store(stop, 0, 1);
  Atomics.notify(stop, 0);
  expect(await ended).toBeInstanceOf(Stopped);
  expect((await sleeping()).rows.length).toBe(0);
  await opened.close();
});

it("compares text letter by letter in every column, whatever the server's language", async () => {
  await (await open(url)).close();
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query(
    "select table_name, column_name from information_schema.columns where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'",
  );
  await client.end();
  expect(rows).toEqual([]);
});
