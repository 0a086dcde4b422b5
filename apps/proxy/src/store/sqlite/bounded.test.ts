import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Db } from "../sql/schema.ts";
import { matching } from "../sql/session-filter.ts";
import { Stopped, TookTooLong } from "../store.ts";
import { createBounded } from "./bounded.ts";
import { nodeSqliteDialect } from "./dialect.ts";

const ROWS = 10_000;
let file: DatabaseSync;
let clock: number;
let bounded: (flag: Int32Array) => Db;
/** What `at_row(key)` does in the middle of a scan, and how far the scan came. */
let atRow: (key: number) => void;
let lastRow: number;

beforeEach(() => {
  file = new DatabaseSync(":memory:");
  file.exec("create table sessions (key integer primary key, id text, issues text)");
  file.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into sessions select i, 'id' || i, null from n`);
  clock = 0;
  lastRow = 0;
  atRow = () => {};
  file.function("at_row", (key) => {
    lastRow = Number(key);
    atRow(lastRow);
    return 0;
  });
  bounded = createBounded(file, new Kysely({ dialect: nodeSqliteDialect(file) }), () => clock);
});
afterEach(() => file.close());

/** Looks at every row and finds none, as a text that nowhere stands does. */
const scan = (db: Db) =>
  db
    .selectFrom("sessions")
    .select("id")
    .where(matching(db, {}))
    .where(({ fn }) => fn<number>("at_row", ["sessions.key"]), "=", 1)
    .orderBy("issues")
    .execute();

const flag = () => new Int32Array(new SharedArrayBuffer(4));

it("a scan that finds nothing ends soon after nobody waits for it any more, and the next one runs", async () => {
  const stop = flag();
  atRow = (key) => key === 1_000 && Atomics.store(stop, 0, 1);
  await expect(scan(bounded(stop))).rejects.toThrow(Stopped);
  expect(lastRow).toBeLessThan(1_300);
  expect(await scan(bounded(flag()))).toEqual([]);
  expect(lastRow).toBe(ROWS);
});

it("a scan that takes longer than 10 s ends with what to do about it", async () => {
  atRow = (key) => {
    if (key === 1_000) clock = 10_001;
  };
  await expect(scan(bounded(flag()))).rejects.toThrow(TookTooLong);
  expect(lastRow).toBeLessThan(1_300);
  await expect(scan(bounded(flag()))).resolves.toEqual([]);
});

it("many small questions of one call end as well", async () => {
  const stop = flag();
  const db = bounded(stop);
  const one = () => db.selectFrom("sessions").select("id").where("key", "=", 7).execute();
  expect(await one()).toEqual([{ id: "id7" }]);
  Atomics.store(stop, 0, 1);
  await expect(one()).rejects.toThrow(Stopped);
});
