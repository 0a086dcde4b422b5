import { createMiddleware } from "hono/factory";
import type { Deps } from "../deps.ts";
import { digits } from "../insight/words.ts";
import { type Env, HttpError } from "./api.ts";

/** Why nothing is told yet; null once everything that is kept was read. */
export function startingWords({ board }: Pick<Deps, "board">): string | null {
  const starting = board.starting();
  if (starting === null) return null;
  const { items, of } = starting;
  return of === 0
    ? "Lastgood is starting"
    : `Lastgood is starting: ${digits(items)} of ${digits(of)} items read`;
}

/** What every screen asks to know whose server it is; it tells of no item. */
const TELLS_OF_NO_ITEM = new Set(["/api/about", "/api/openapi.json"]);

/** Until everything that is kept was read, a part of it would look like the whole: then nothing is told, and why. */
export function onceStarted(deps: Pick<Deps, "board">) {
  return createMiddleware<Env>(async (c, next) => {
    const words = TELLS_OF_NO_ITEM.has(c.req.path) ? null : startingWords(deps);
    if (words !== null) throw new HttpError(503, "starting", words);
    await next();
  });
}
