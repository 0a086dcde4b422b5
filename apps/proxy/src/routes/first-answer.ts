import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { html } from "hono/html";
import type { About, Overview } from "../contract.ts";
import type { Deps } from "../deps.ts";
import type { Env } from "./api.ts";

/** As many notices as the page shows unfolded (`web/src/pages/shell/Notices.tsx`). */
const SHOWN = 2;

/**
 * Tells the overview's answer as HTML, for the page to be seen with before its scripts have come: the sentence, below the
 * notices that the page says above it. The page takes it away once it draws its own
 * (`web/src/pages/shell/use-own-answer.ts`), and its style hides it after some seconds where that never happens, so that it
 * cannot grow old. Null where `app` has no answer, or no source is configured: the page begins with something else then.
 */
export function firstAnswer(app: Pick<OpenAPIHono<Env>, "request">, log: Deps["log"]) {
  return async (c: Context): Promise<string | null> => {
    const asked = { headers: { host: c.req.header("host") ?? "" }, signal: c.req.raw.signal };
    const ask = async <T>(path: string): Promise<T | null> => {
      const answer = await app.request(path, asked, c.env);
      return answer.ok ? ((await answer.json()) as T) : null;
    };
    try {
      const [overview, about] = await Promise.all([ask<Overview>("/api/overview"), ask<About>("/api/about")]);
      if (overview === null || about === null || about.sources === 0) return null;
      return String(await draw(overview, about));
    } catch (error) {
      log.error({ err: error }, "the first answer could not be drawn");
      return null;
    }
  };
}

function draw({ sentence }: Overview, { notices }: About) {
  const texts = notices.map(({ text }) => text);
  const shown =
    texts.length <= SHOWN
      ? texts
      : [...texts.slice(0, SHOWN - 1), `${texts.length - SHOWN + 1} more notices`];
  const end = sentence.indexOf(". ") + 1 || sentence.length;
  const list = html`<ul class="page-notices">${shown.map((text) => html`<li><i></i> <bdi>${text}</bdi></li>`)}</ul>`;
  return html`<div id="first-answer" data-tone="warning">${shown.length === 0 ? "" : list}<p class="say">${sentence.slice(0, end)} <span>${sentence.slice(end).trim()}</span></p></div>`;
}
