import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "rolldown";
import { ROOT } from "../../runtime.mjs";

const PACKAGES = join(ROOT, "apps/web/node_modules");
const ENTRY = "bare";
const SCRIPT = `
import { createElement } from "react";
import { createRoot } from "react-dom/client";
const [good, all] = [212, 214].map((count) => new Intl.NumberFormat().format(count));
createRoot(document.getElementById("root")).render(createElement("h1", null, good + " of " + all + " items have a good backup."));
`;
const PAGE =
  '<!doctype html><html lang="en"><head><title>Bare</title></head><body><div id="root"></div><script type="module" src="/bare.js"></script></body></html>';

/** Serves a page that draws one heading by React, its numbers as the viewer writes them, and asks for nothing. */
export async function serveBare(): Promise<{ url: string; stop(): void }> {
  const { output } = await build({
    input: ENTRY,
    write: false,
    resolve: {
      alias: { react: join(PACKAGES, "react"), "react-dom": join(PACKAGES, "react-dom") },
    },
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [
      {
        name: "bare",
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) => (id === ENTRY ? SCRIPT : null),
      },
    ],
    output: { minify: true },
  });
  const server = createServer((request, response) => {
    const isScript = request.url === "/bare.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? output[0].code : PAGE);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => void server.close() };
}
