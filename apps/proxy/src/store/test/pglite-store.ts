import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { PGliteDialect } from "kysely";
import { storeOver } from "../open-store.ts";
import type { Opened } from "../opened.ts";
import { NUMBERS, toDb } from "../postgres/dialect.ts";
import { createLeases } from "../postgres/leases.ts";
import { migrate } from "../sql/migrate.ts";
import { POSTGRES_TYPES } from "../sql/migrations.ts";
import type { Db } from "../sql/schema.ts";
import { type MayStop, Stopped, type Store } from "../store.ts";
import { answerCalls } from "../worker/answer-calls.ts";
import type { WorkerLink } from "../worker/worker-link.ts";
import type { Role } from "../worker/worker-messages.ts";

/** A store in PostgreSQL compiled into this process: no server, no threads, gone when it is closed. */
export async function openPglite(): Promise<Store> {
  return storeOn(await pgliteDb());
}

export function storeOn(db: Db): Store {
  const opened = {
    db,
    manyAtOnce: true,
    beside: { ...createLeases(db), listen: async () => {}, heard: () => new Promise<never>(() => {}) },
    toError: (error: unknown) => error,
  };
  const reads = linkTo("reads", { ...opened, beside: null, close: async () => {} });
  return storeOver(reads, linkTo("writes", { ...opened, close: () => db.destroy() }));
}

/** Its tables, brought to this version. */
export async function pgliteDb(): Promise<Db> {
  const pglite = await PGlite.create({ parsers: NUMBERS, extensions: { pg_trgm } });
  const db = toDb(new PGliteDialect({ pglite }));
  await migrate(db, POSTGRES_TYPES);
  return db;
}

/** As a thread's link: what crosses it is a copy. */
function linkTo<R extends Role>(role: R, opened: Opened): WorkerLink<R> {
  const { answer, close } = answerCalls(role, opened);
  const callFor = ({ signal }: MayStop = {}) =>
    new Proxy({} as WorkerLink<R>["call"], {
      get:
        (_, name) =>
        async (...args: unknown[]) => {
          const answered = answer(String(name), structuredClone(args));
          if (signal === undefined) return structuredClone(await answered);
          const stopped = new Promise((_resolve, reject) => {
            if (signal.aborted) reject(new Stopped());
            signal.addEventListener("abort", () => reject(new Stopped()), { once: true });
          });
          return structuredClone(await Promise.race([stopped, answered]));
        },
    });
  return { call: callFor(), callFor: (asker) => callFor(asker), close };
}
