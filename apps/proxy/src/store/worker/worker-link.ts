import { Worker } from "node:worker_threads";
import { LeaseLost } from "../leases.ts";
import type { Beside } from "../opened.ts";
import type { Db } from "../sql/schema.ts";
import { BadCursor, type MayStop, Stopped, TookTooLong } from "../store.ts";
import { StoreError } from "../store-error.ts";
import {
  type Answer,
  type Call,
  CLOSE,
  type Failure,
  type Operations,
  type Place,
  type Role,
} from "./worker-messages.ts";

type Remote<Operation> = Operation extends (db: Db, ...args: infer Args) => Promise<infer Result>
  ? (...args: Args) => Promise<Result>
  : never;

export type Calls<R extends Role> = {
  [Name in keyof Operations[R]]: Remote<Operations[R][Name]>;
} & (R extends "writes" ? Beside : unknown);

export interface WorkerLink<R extends Role> {
  call: Calls<R>;
  /**
   * The same calls for one asker: when its signal is aborted they reject with Stopped at once, those that wait are
   * dropped and the one under way ends early. One that takes too long rejects with TookTooLong.
   */
  callFor(asker: MayStop | undefined): Calls<R>;
  /** Answers once all that was asked before is done. */
  close(): Promise<void>;
}

interface Waiting {
  stop: Int32Array | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts a thread for one role on the store; rejects with StoreError where it cannot be used. */
export async function startWorker<R extends Role>(role: R, place: Place): Promise<WorkerLink<R>> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { role, place },
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const waiting = new Map<number, Waiting>();
  let lastNumber = 0;
  let ended: Error | null = null;

  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on("error", (error) => end(toError(error)));
  const exited = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      end(new StoreError("The store is closed."));
      resolve();
    });
  });
  worker.on("message", (answer: Answer) => {
    const call = waiting.get(answer.number);
    waiting.delete(answer.number);
    if ("failure" in answer) call?.reject(revive(answer.failure));
    else call?.resolve(answer.value);
  });

  const wait = (number: number, stop?: Int32Array) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended !== null) reject(ended);
      else waiting.set(number, { stop, resolve, reject });
    });
  const stopAll = (stop: Int32Array) => {
    Atomics.store(stop, 0, 1);
    Atomics.notify(stop, 0);
    for (const [number, call] of waiting) {
      if (call.stop !== stop) continue;
      waiting.delete(number);
      call.reject(new Stopped());
    }
  };
  const ask = (name: string, args: unknown[], stop?: Int32Array) => {
    const call: Call = { number: ++lastNumber, name, args, ...(stop && { stop }) };
    const answer = wait(call.number, stop);
    if (ended === null) worker.postMessage(call, []);
    return answer;
  };
  const call = callsBy<R>((name, args) => ask(name, args));

  await wait(0);
  return {
    call,
    callFor({ signal } = {}) {
      if (signal === undefined) return call;
      const stop = new Int32Array(new SharedArrayBuffer(4));
      signal.addEventListener("abort", () => stopAll(stop), { once: true });
      return callsBy<R>(async (name, args) => {
        if (signal.aborted) throw new Stopped();
        return ask(name, args, stop);
      });
    },
    async close() {
      if (ended === null) worker.postMessage(CLOSE, []);
      await exited;
    },
  };
}

function callsBy<R extends Role>(ask: (name: string, args: unknown[]) => Promise<unknown>): Calls<R> {
  return new Proxy({} as Calls<R>, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        ask(String(name), args),
  });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** An error crosses threads without its class. */
function revive({ name, message, stack, isDamage }: Failure): Error {
  if (name === "BadCursor") return new BadCursor(message);
  if (name === "Stopped") return new Stopped();
  if (name === "TookTooLong") return new TookTooLong(message);
  if (name === "LeaseLost") return new LeaseLost();
  if (name === "StoreError") return new StoreError(message, { isDamage });
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
