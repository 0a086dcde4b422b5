import { parentPort, workerData } from "node:worker_threads";
import { READS, WRITES } from "../sql/operations.ts";
import type { Db } from "../sql/schema.ts";
import { StoreError } from "../store-error.ts";
import { openForReading, openForWriting, toStoreError, toUseError } from "./open-file.ts";
import { shareStore } from "./store-lock.ts";
import { type Answer, type Call, CLOSE, type WorkerSetup } from "./worker-messages.ts";

/** The thread that waits for the disk, packs and hashes, so that the one that answers requests need not. */
const { role, path } = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error("this file runs in a worker thread");

const operations = (role === "reads" ? READS : WRITES) as Record<
  string,
  (db: Db, ...args: unknown[]) => Promise<unknown>
>;

let release = () => {};
const opening = open();
await answer(0, async () => void (await opening));
const db = await opening.catch(() => null);

if (db !== null) {
  let last: Promise<unknown> = Promise.resolve();
  port.on("message", (message: Call | typeof CLOSE) => {
    // One after the other: the file has one connection here, and a transaction must not hold another call's statements.
    last = last.then(() => (message === CLOSE ? close(db) : run(db, message)));
  });
}

async function open(): Promise<Db> {
  try {
    if (role === "reads") return openForReading(path);
    const written = await openForWriting(path);
    release = shareStore(path);
    return written;
  } catch (error) {
    throw toStoreError(path, error);
  }
}

async function run(db: Db, { number, name, args }: Call): Promise<void> {
  await answer(number, async () => {
    const operation = operations[name];
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    try {
      return await operation(db, ...args);
    } catch (error) {
      throw toUseError(path, error);
    }
  });
}

async function close(db: Db): Promise<void> {
  await db.destroy();
  release();
  port?.close();
}

async function answer(number: number, work: () => Promise<unknown>): Promise<void> {
  let message: Answer;
  try {
    message = { number, value: await work() };
  } catch (error) {
    const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
    const isDamage = error instanceof StoreError && error.isDamage;
    message = { number, failure: { name, message: text, stack, isDamage } };
  }
  port?.postMessage(message);
}
