import { AsyncLocalStorage } from "node:async_hooks";
import { Client, type ClientConfig, DatabaseError } from "pg";
import { Stopped, TookTooLong } from "../store.ts";

/** Set once nobody waits for the answer of the call that is under way any more. */
const asker = new AsyncLocalStorage<Int32Array>();

export function askedUntil<T>(stop: Int32Array, work: () => Promise<T>): Promise<T> {
  return asker.run(stop, work);
}

/** Runs a query of a connection; the server gives it up as soon as nobody waits for it any more. */
export async function cancellable<T>(
  config: ClientConfig,
  processId: number,
  query: () => Promise<T>,
): Promise<T> {
  const stop = asker.getStore();
  if (stop === undefined) return query();
  if (Atomics.load(stop, 0) !== 0) throw new Stopped();
  let isOver = false;
  const cancel = async () => {
    const client = new Client(config);
    client.on("error", () => {});
    try {
      await client.connect();
      // Between this question and its answer the connection may have gone on to another call's query.
      if (!isOver) await client.query("select pg_cancel_backend($1)", [processId]);
    } catch {
      // Then the query ends by its time.
    } finally {
      client.end().catch(() => {});
    }
  };
  const watch = async (): Promise<void> => {
    if (isOver) return;
    if (Atomics.load(stop, 0) !== 0) return cancel();
    await Atomics.waitAsync(stop, 0, 0).value;
    // Another query of the same asker that ends wakes this one as well.
    return watch();
  };
  void watch();
  try {
    return await query();
  } finally {
    isOver = true;
    // Ends the wait: a flag that is never set would keep it.
    Atomics.notify(stop, 0);
  }
}

const CANCELED = "57014";

/** What a query that the server gave up is to whoever asked; any other error as it is. */
export function givenUp(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code !== CANCELED) return error;
  return error.message.includes("timeout") ? new TookTooLong() : new Stopped();
}
