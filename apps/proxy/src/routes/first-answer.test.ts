import { Hono } from "hono";
import { expect, it, vi } from "vitest";
import { firstAnswer } from "./first-answer.ts";

const SENTENCE = "212 of 214 items have a backup. <script>alert(1)</script> & co not read for 47 min.";

/** What a page's asker is given where the program answers so; what is not named here fails. */
async function drawn(answers: Record<string, unknown>): Promise<string | null> {
  const request = (path: string) =>
    Response.json(answers[path] ?? null, { status: path in answers ? 200 : 503 });
  const page = new Hono().get("/", async (c) =>
    c.json(await firstAnswer({ request } as never, {} as never)(c)),
  );
  return (await page.request("/")).json() as Promise<string | null>;
}

const about = (...texts: string[]) => ({ sources: 4, notices: texts.map((text) => ({ text })) });

it("is the sentence as text, never as markup", async () => {
  expect(await drawn({ "/api/overview": { sentence: SENTENCE }, "/api/about": about() })).toBe(
    '<div id="first-answer" data-tone="warning"><p class="say">212 of 214 items have a backup. ' +
      "<span>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co not read for 47 min.</span></p></div>",
  );
});

it("stands below as many notices as the page shows unfolded", async () => {
  const noticesOf = async (...texts: string[]) =>
    (await drawn({ "/api/overview": { sentence: "." }, "/api/about": about(...texts) }))
      ?.split("<bdi>")
      .slice(1)
      .map((text) => text.slice(0, text.indexOf("</bdi>")));
  expect(await noticesOf("a <b>")).toEqual(["a &lt;b&gt;"]);
  expect(await noticesOf("a", "b")).toEqual(["a", "b"]);
  expect(await noticesOf("a", "b", "c")).toEqual(["a", "2 more notices"]);
});

it("is none where there is no answer, or no source to have one of", async () => {
  expect(await drawn({ "/api/about": about() })).toBeNull();
  expect(await drawn({ "/api/overview": { sentence: "." } })).toBeNull();
  expect(
    await drawn({ "/api/overview": { sentence: "." }, "/api/about": { sources: 0, notices: [] } }),
  ).toBeNull();
});

it("is none where it cannot be drawn, and the log says why", async () => {
  const error = vi.fn<(about: object, words: string) => void>();
  const request = () => Promise.reject(new Error("torn"));
  const page = new Hono().get("/", async (c) =>
    c.json(await firstAnswer({ request } as never, { error } as never)(c)),
  );
  expect(await (await page.request("/")).json()).toBeNull();
  expect(error).toHaveBeenCalledWith({ err: new Error("torn") }, expect.any(String));
});
