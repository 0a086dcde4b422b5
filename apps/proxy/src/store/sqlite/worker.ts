import { parentPort, workerData } from "node:worker_threads";
import { READS, WRITES } from "../sql/operations.ts";
import type { Db } from "../sql/schema.ts";
import { Stopped } from "../store.ts";
import { openForReading, openForWriting, toStoreError } from "./open-file.ts";
import { type Answer, type Call, CLOSE, type WorkerSetup } from "./worker-messages.ts";

/** The thread that waits for the disk, packs and hashes, so that the one that answers requests need not. */
const { role, path } = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error("this file runs in a worker thread");

const operations = (role === "reads" ? READS : WRITES) as Record<
  string,
  (db: Db, ...args: unknown[]) => Promise<unknown>
>;

interface Opened {
  db: Db;
  bounded?: (flag: Int32Array) => Db;
}

const opening = open();
await answer(0, async () => void (await opening));
const opened = await opening.catch(() => null);

if (opened !== null) {
  let last: Promise<unknown> = Promise.resolve();
  port.on("message", (message: Call | typeof CLOSE) => {
    // One after the other: the file has one connection here, and a transaction must not hold another call's statements.
    last = last.then(() => (message === CLOSE ? close(opened) : run(opened, message)));
  });
}

async function open(): Promise<Opened> {
  try {
    return role === "writes" ? { db: await openForWriting(path) } : openForReading(path);
  } catch (error) {
    throw toStoreError(path, error);
  }
}

async function run({ db, bounded }: Opened, { number, name, args, stop }: Call): Promise<void> {
  await answer(number, async () => {
    if (stop !== undefined && Atomics.load(stop, 0) !== 0) throw new Stopped();
    const operation = operations[name];
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    return operation(stop === undefined || bounded === undefined ? db : bounded(stop), ...args);
  });
}

async function close({ db }: Opened): Promise<void> {
  await db.destroy();
  port?.close();
}

async function answer(number: number, work: () => Promise<unknown>): Promise<void> {
  let message: Answer;
  try {
    message = { number, value: await work() };
  } catch (error) {
    const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
    message = { number, failure: { name, message: text, stack } };
  }
  port?.postMessage(message);
}
