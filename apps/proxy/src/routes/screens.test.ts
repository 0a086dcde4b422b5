import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { screens } from "./screens.ts";

const PAGE = "<title>Lastgood</title><!--first-answer--><div></div>";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-screens-"));
  await mkdir(join(folder, "dist/assets"), { recursive: true });
  await writeFile(join(folder, "dist/index.html"), PAGE);
  await writeFile(join(folder, "dist/early.js"), "0");
  await writeFile(join(folder, "dist/assets/main-abc.js"), "1");
  await writeFile(join(folder, "secret.yaml"), "apiKey: 1");
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (path: string, answerOf = async (): Promise<string | null> => null) =>
  screens(join(folder, "dist"), answerOf).request(path);

it.each(["/", "/sessions?status=failed", "/devices/rmm%3A9001", "/devices/a%2Fb", "/no-such-page"])(
  "%s is a page of the app, asked for anew each time",
  async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
  },
);

it("a file named by its content is kept for good, another is asked for anew", async () => {
  const asset = await ask("/assets/main-abc.js");
  expect([await asset.text(), asset.headers.get("cache-control")]).toEqual([
    "1",
    expect.stringContaining("immutable"),
  ]);
  expect(asset.headers.get("content-type")).toContain("javascript");
  expect((await ask("/early.js")).headers.get("cache-control")).toBe("no-cache");
});

it("a file of an older release is not there: a page in its place would be taken for a script", async () => {
  const answer = await ask("/assets/main-old.js");
  expect([answer.status, await answer.text()]).toEqual([404, "not found\n"]);
  expect(answer.headers.get("cache-control")).toBeNull();
});

it.each([
  "/../secret.yaml",
  "/%2e%2e/secret.yaml",
  "/assets/..%2f..%2f..%2fsecret.yaml",
  "/..%5csecret.yaml",
])("%s leads to nothing outside the folder", async (path) => {
  expect(await (await ask(path)).text()).not.toContain("apiKey");
});

it("says what to do where the screens are not built", async () => {
  const answer = await screens(join(folder, "nothing"), async () => "<h1>").request("/");
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("npm start")]);
});

describe("the answer within the page", () => {
  const text = async (path: string, answerOf: () => Promise<string | null>) =>
    (await ask(path, answerOf)).text();

  it("stands on the overview, and a browser keeps no such page", async () => {
    // As `replace` would read it.
    const answer = await ask("/?zone=utc", async () => "<h1>$& fine</h1>");
    expect(await answer.text()).toBe("<title>Lastgood</title><h1>$& fine</h1><div></div>");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("stands on no other page", async () => {
    for (const path of ["/items", "/wall", "/no-such-page", "/index.html"])
      expect(await text(path, async () => "<h1>")).toBe(PAGE);
  });

  it("is not waited for long", async () => {
    expect(await text("/", () => new Promise(() => {}))).toBe(PAGE);
  });
});
