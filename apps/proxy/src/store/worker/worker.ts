import { parentPort, workerData } from "node:worker_threads";
import type { Opened } from "../opened.ts";
import { StoreError } from "../store-error.ts";
import { type Answers, answerCalls } from "./answer-calls.ts";
import { type Answer, type Call, CLOSE, type WorkerSetup } from "./worker-messages.ts";

/** The thread that waits for the disk or the server, packs and hashes, so that the one that answers requests need not. */
const { role, place } = workerData as WorkerSetup;
const port = parentPort;
if (port === null) throw new Error("this file runs in a worker thread");

const opening = open();
await post(0, isOpen());
const opened = await opening.catch(() => null);

if (opened !== null) {
  const answers = answerCalls(role, opened);
  port.on("message", (message: Call | typeof CLOSE) => {
    if (message === CLOSE) void close(answers);
    else void post(message.number, answers.answer(message.name, message.args, message.stop));
  });
}

/** Only the one that is needed is loaded. */
async function open(): Promise<Opened> {
  if ("file" in place) return (await import("../sqlite/open-file.ts")).openFile(role, place.file);
  return (await import("../postgres/open-database.ts")).openDatabase(role, place.server);
}

async function isOpen(): Promise<void> {
  await opening;
}

async function close(answers: Answers): Promise<void> {
  await answers.close();
  port?.close();
}

async function post(number: number, work: Promise<unknown>): Promise<void> {
  let message: Answer;
  try {
    message = { number, value: await work };
  } catch (error) {
    const { name, message: text, stack } = error instanceof Error ? error : new Error(String(error));
    const isDamage = error instanceof StoreError && error.isDamage;
    message = { number, failure: { name, message: text, stack, isDamage } };
  }
  port?.postMessage(message);
}
