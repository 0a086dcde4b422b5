import { readFile } from "node:fs/promises";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { BUILT_SCREENS } from "../version.ts";

/** Tells for how long a browser may keep what was found; what was not found is asked for anew anyway. */
const kept = (rule: string) =>
  createMiddleware(async (c, next) => {
    await next();
    if (c.res.ok) c.header("cache-control", rule);
  });

/** The built web app. Any address that is no file is one of its pages: the app itself knows which exist. */
export function screens(folder = BUILT_SCREENS) {
  return (
    new Hono()
      // Names carry a hash of what is in them.
      .use("/assets/*", kept("public, max-age=31536000, immutable"), serveStatic({ root: folder }))
      .get("/assets/*", (c) => c.text("not found\n", 404))
      .use("/*", kept("no-cache"), serveStatic({ root: folder }))
      .get("/*", async (c) => {
        const page = await readFile(`${folder}/index.html`, "utf8").catch(() => null);
        if (page === null) return c.text("The screens are not built yet: run `npm start` once.\n", 503);
        return c.html(page);
      })
  );
}
