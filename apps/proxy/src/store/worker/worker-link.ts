import { Worker } from "node:worker_threads";
import { LeaseLost } from "../leases.ts";
import type { Beside } from "../opened.ts";
import type { Db } from "../sql/schema.ts";
import { BadCursor } from "../store.ts";
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

export interface WorkerLink<R extends Role> {
  call: { [Name in keyof Operations[R]]: Remote<Operations[R][Name]> } & (R extends "writes"
    ? Beside
    : unknown);
  /** Answers once all that was asked before is done. */
  close(): Promise<void>;
}

interface Waiting {
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

  const wait = (number: number) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended !== null) reject(ended);
      else waiting.set(number, { resolve, reject });
    });
  const ask = (name: string, args: unknown[]) => {
    const call: Call = { number: ++lastNumber, name, args };
    const answer = wait(call.number);
    if (ended === null) worker.postMessage(call, []);
    return answer;
  };

  await wait(0);
  return {
    call: new Proxy({} as WorkerLink<R>["call"], {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          ask(String(name), args),
    }),
    async close() {
      if (ended === null) worker.postMessage(CLOSE, []);
      await exited;
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** An error crosses threads without its class. */
function revive({ name, message, stack, isDamage }: Failure): Error {
  if (name === "BadCursor") return new BadCursor(message);
  if (name === "LeaseLost") return new LeaseLost();
  if (name === "StoreError") return new StoreError(message, { isDamage });
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
