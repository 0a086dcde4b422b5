import { createMiddleware } from "hono/factory";
import type { Config } from "../config-types.ts";
import type { Deps } from "../deps.ts";
import { type Answer, giveAnswer, takeAnswer } from "./answer.ts";
import type { Env } from "./api.ts";

/** States change by the clock too: for no longer does an answer stand for what would be read now. */
const KEPT_MS = 1_000;
const MOST_KEPT_BYTES = 32 * 1024 * 1024;

/** One answer, from the first request for it on. */
interface Making {
  /** What it is made of. */
  seq: number;
  config: Config;
  /** When it was begun, and then when it was ready. */
  at: number;
  answer: PromiseWithResolvers<Answer>;
  /** Null while it is being made. */
  made: Answer | null;
  waiting: number;
  /** Once nobody waits for it any more. */
  stop: AbortController;
}

/**
 * Makes the answer to a question once for all who ask it until something changes (every change of the board, of a
 * source's health and of the configuration is told to viewers under a new number), and at least once a second: a
 * `changed` makes each wall ask the same at once. Who asks while it is being made waits for it, and when all of them are
 * gone the request's `signal` is aborted. What is no success goes to those who wait and is not kept.
 */
export function sharedAnswers({ events, config, now }: Pick<Deps, "events" | "config" | "now">) {
  const known = new Map<string, Making>();

  const isOfNow = ({ seq, config: madeOf, at, made }: Making) =>
    seq === events.seq() &&
    madeOf === config() &&
    // What is being made is younger than its asker when it is done.
    (made === null || (now() >= at && now() - at < KEPT_MS));

  function begin(question: string): Making {
    const making: Making = {
      seq: events.seq(),
      config: config(),
      at: now(),
      answer: Promise.withResolvers(),
      made: null,
      waiting: 0,
      stop: new AbortController(),
    };
    known.set(question, making);
    return making;
  }

  function forget(making: Making): void {
    for (const [question, one] of known) if (one === making) known.delete(question);
  }

  function keep(making: Making, answer: Answer): void {
    making.made = answer;
    making.at = now();
    if (answer.status !== 200) forget(making);
    let bytes = 0;
    for (const [question, one] of [...known].toReversed()) {
      bytes += one.made?.body.length ?? 0;
      if (one.made !== null && (!isOfNow(one) || bytes > MOST_KEPT_BYTES)) known.delete(question);
    }
  }

  async function wait(making: Making, asker: AbortSignal): Promise<Answer> {
    const leave = () => {
      making.waiting -= 1;
      if (making.waiting > 0 || making.made !== null) return;
      forget(making);
      making.stop.abort();
    };
    making.waiting += 1;
    asker.addEventListener("abort", leave, { once: true });
    return making.answer.promise.finally(() => asker.removeEventListener("abort", leave));
  }

  return createMiddleware<Env>(async (c, next) => {
    if (c.req.method !== "GET") {
      c.set("signal", c.req.raw.signal);
      return next();
    }
    const question = c.req.url.slice(c.req.url.indexOf("/api/"));
    const found = known.get(question);
    if (found && isOfNow(found)) return giveAnswer(c, found.made ?? (await wait(found, c.req.raw.signal)));
    const making = begin(question);
    c.set("signal", making.stop.signal);
    const waiting = wait(making, c.req.raw.signal);
    try {
      await next();
      const answer = await takeAnswer(c.res);
      keep(making, answer);
      making.answer.resolve(answer);
    } catch (error) {
      forget(making);
      making.answer.reject(error);
    }
    const given = await giveAnswer(c, await waiting);
    c.res = undefined;
    c.res = given;
  });
}
