import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";

/** Tells for how long a browser may keep what was found; what was not found is asked for anew anyway. */
const kept = (rule: string) =>
  createMiddleware(async (c, next) => {
    await next();
    if (c.res.ok) c.header("cache-control", rule);
  });

/** Where `index.html` is seen with an answer before its scripts have come. */
const PLACE = "<!--first-answer-->";
/** Longer than an answer takes that is at hand; without it the page asks for itself. */
const PATIENCE_MS = 150;

/**
 * The built web app. Any address that is no file is one of its pages: the app itself knows which exist.
 * @param answerOf the overview's answer as HTML; null where there is none yet; never throws
 */
export function screens(folder: string, answerOf: (c: Context) => Promise<string | null>) {
  const readPage = () => readFile(`${folder}/index.html`, "utf8").catch(() => null);
  return (
    new Hono()
      .get("/", async (c, next) => {
        const answer = Promise.race([answerOf(c), wait(PATIENCE_MS, null)]);
        const [page, drawn] = await Promise.all([readPage(), answer]);
        if (page === null || drawn === null) return next();
        // It tells the state of now: a browser must not show it again later.
        c.header("cache-control", "no-store");
        return c.html(page.replace(PLACE, () => drawn));
      })
      // Names carry a hash of what is in them.
      .use(
        "/assets/*",
        kept("public, max-age=31536000, immutable"),
        serveStatic({ root: folder, precompressed: true }),
      )
      .get("/assets/*", (c) => c.text("not found\n", 404))
      .use("/*", kept("no-cache"), serveStatic({ root: folder }))
      .get("/*", async (c) => {
        const page = await readPage();
        if (page === null) return c.text("The screens are not built yet: run `npm start` once.\n", 503);
        return c.html(page);
      })
  );
}
