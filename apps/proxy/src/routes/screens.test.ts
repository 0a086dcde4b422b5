import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { screens } from "./screens.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lastgood-screens-"));
  await mkdir(join(folder, "dist/assets"), { recursive: true });
  await writeFile(join(folder, "dist/index.html"), "<title>Lastgood</title>");
  await writeFile(join(folder, "dist/theme.js"), "0");
  await writeFile(join(folder, "dist/assets/main-abc.js"), "1");
  await writeFile(join(folder, "secret.yaml"), "apiKey: 1");
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (path: string) => screens(join(folder, "dist")).request(path);

it.each(["/", "/sessions?status=failed", "/devices/rmm%3A9001", "/devices/a%2Fb", "/no-such-page"])(
  "%s is a page of the app, asked for anew each time",
  async (path) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([200, "<title>Lastgood</title>"]);
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
  expect((await ask("/theme.js")).headers.get("cache-control")).toBe("no-cache");
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
  const answer = await screens(join(folder, "nothing")).request("/");
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("npm start")]);
});
