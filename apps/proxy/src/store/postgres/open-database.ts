import { sql } from "kysely";
import { Client, type ClientConfig } from "pg";
import type { Opened } from "../opened.ts";
import { migrate } from "../sql/migrate.ts";
import { POSTGRES_TYPES } from "../sql/migrations.ts";
import type { Db } from "../sql/schema.ts";
import { READ_LIMIT_MS } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { askedUntil, givenUp } from "./cancel.ts";
import { pooledDialect, toDb } from "./dialect.ts";
import { createLeases } from "./leases.ts";
import { createListener } from "./listener.ts";
import { type Server, toStoreError } from "./words.ts";

/** Reads that take longer are given up, on the server too; a write waits so long for another program's. */
const WRITE_MS = 60_000;
const LOCK_MS = 30_000;
/** How much longer the server may take to say that it gave up. */
const GRACE_MS = 5_000;
const CONNECT_MS = 10_000;
const READERS = 4;
/** A writer that stopped in the middle, being paused or cut off, keeps its source from others no longer than its lease does. */
const IDLE_MS = 15_000;
/** A renewal is tried again before the lease ends. */
const LEASE_LIMITS = { statement_timeout: 3_000, lock_timeout: 3_000, query_timeout: 4_000 };

/** Opens the store on a PostgreSQL server; whoever writes brings it to this version first. Throws StoreError where it cannot. */
export async function openDatabase(role: "reads" | "writes", url: string): Promise<Opened> {
  const config = configOf(url);
  const server = serverOf(config);
  try {
    return role === "reads" ? openForReading(config, server) : await openForWriting(config, server);
  } catch (error) {
    throw toStoreError(server, error);
  }
}

function configOf(url: string): ClientConfig {
  // `pg` checks the certificate in each of these modes and warns that a later version will not.
  const checked = url.includes("uselibpqcompat=true")
    ? url
    : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, "$1verify-full");
  return {
    connectionString: checked,
    application_name: "lastgood",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  };
}

/** Reads the address as a connection would, without making one. */
function serverOf(config: ClientConfig): Server {
  try {
    const { host, port, database = "", user = "" } = new Client(config);
    return { host, port, database, user };
  } catch (error) {
    // The error's own words may hold the address, and with it the password.
    const { code, path } = error as NodeJS.ErrnoException;
    throw new StoreError(
      path === undefined
        ? "The store's address cannot be read; write postgres://user:password@host:5432/database, with %-signs for what is special in the password."
        : `The store's address names ${path}, which cannot be read (${code}); correct it in store.url or LASTGOOD_STORE_URL.`,
    );
  }
}

function openForReading(config: ClientConfig, server: Server): Opened {
  const limits = { statement_timeout: READ_LIMIT_MS, query_timeout: READ_LIMIT_MS + GRACE_MS };
  const db = toDb(pooledDialect({ ...config, ...limits }, { most: READERS }));
  return {
    db,
    manyAtOnce: true,
    until: (stop, work) => askedUntil(stop, () => work(db)),
    beside: null,
    toError: (error) => toStoreError(server, givenUp(error)),
    close: () => db.destroy(),
  };
}

async function openForWriting(config: ClientConfig, server: Server): Promise<Opened> {
  await bringToThisVersion(config);
  const own = new Set<number>();
  const limits = {
    statement_timeout: WRITE_MS,
    query_timeout: WRITE_MS + GRACE_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
  };
  // One connection: what is written first is there first.
  const onConnect = (id: number) => void own.add(id);
  const db = toDb(pooledDialect({ ...config, ...limits }, { most: 1, keepsStatements: true, onConnect }));
  const leases = toDb(pooledDialect({ ...config, ...LEASE_LIMITS }, { most: 1, onConnect }));
  const listener = createListener({ ...config, query_timeout: LEASE_LIMITS.query_timeout }, (id) =>
    own.has(id),
  );
  return {
    db,
    manyAtOnce: false,
    beside: { ...createLeases(leases), listen: () => listener.listen(), heard: () => listener.heard() },
    toError: (error) => toStoreError(server, error),
    async close() {
      await listener.close();
      await leases.destroy();
      await db.destroy();
    },
  };
}

/** On a connection without limits: a step may take long in a store that holds much. */
async function bringToThisVersion(config: ClientConfig): Promise<void> {
  const db = toDb(pooledDialect(config, { most: 1 }));
  try {
    await refuseOtherEncodings(db);
    await migrate(db, POSTGRES_TYPES);
  } finally {
    await db.destroy();
  }
}

async function refuseOtherEncodings(db: Db): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding === "UTF8") return;
  throw new StoreError(
    `it keeps text as ${encoding}, which has no room for every name; make a database with encoding UTF8`,
  );
}
