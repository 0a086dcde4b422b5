import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

const DIST = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** The built web app. Any address that is no file is one of its pages: the app itself knows which exist. */
export function screens(folder = DIST) {
  return new Hono()
    .use(
      "/assets/*",
      serveStatic({
        root: folder,
        // Names carry a hash of what is in them.
        onFound: (_path, c) => c.header("cache-control", "public, max-age=31536000, immutable"),
      }),
    )
    .get("/assets/*", (c) => c.text("not found\n", 404))
    .use("/*", serveStatic({ root: folder, onFound: (_path, c) => c.header("cache-control", "no-cache") }))
    .get("/*", async (c) => {
      const page = await readFile(`${folder}/index.html`, "utf8").catch(() => null);
      if (page === null) return c.text("The screens are not built yet: run `npm start` once.\n", 503);
      c.header("cache-control", "no-cache");
      return c.html(page);
    });
}
