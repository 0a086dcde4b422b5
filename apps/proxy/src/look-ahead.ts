import type { Logger } from "pino";
import type { Board } from "./board.ts";

const EVERY_MS = 1_000;

/** Has the board judge what the clock is about to turn, once a second, one at a time; gives what ends it. */
export function startLookAhead(deps: {
  board: Pick<Board, "lookAhead">;
  now: () => number;
  log: Pick<Logger, "error">;
}): () => void {
  let isLooking = false;
  const timer = setInterval(async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      await deps.board.lookAhead(deps.now());
    } catch (error) {
      deps.log.error({ err: error }, "what the clock turns could not be judged ahead");
    }
    isLooking = false;
  }, EVERY_MS).unref();
  return () => clearInterval(timer);
}
