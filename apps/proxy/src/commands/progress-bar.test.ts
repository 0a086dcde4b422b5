import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createProgressBar } from "./progress-bar.ts";

function barOn(screen: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv = {}) {
  const err = Object.assign(new PassThrough({ encoding: "utf8" }), screen);
  let at = 0;
  const bar = createProgressBar(
    { env, cwd: "", out: err, err, in: err, now: () => at },
    { files: 2, bytes: 10_000_000 },
  );
  return { bar, later: (ms: number) => (at += ms), printed: () => err.read() ?? "" };
}

it("draws files and bytes on one line, in place", () => {
  const { bar, later, printed } = barOn({ isTTY: true, columns: 100 });
  bar.file("a.xml");
  later(100);
  bar.add(5_000_000);
  expect(printed()).toBe(
    "\r[------------------------]   0 %  file 1 of 2  0.0 of 10.0 MB  a.xml\u001b[K" +
      "\r[############------------]  50 %  file 1 of 2  5.0 of 10.0 MB  a.xml\u001b[K",
  );
});

it("draws no more often than eyes can follow, and never past the line's end", () => {
  const { bar, later, printed } = barOn({ isTTY: true, columns: 40 });
  bar.file("a.xml");
  bar.add(1);
  later(50);
  bar.add(1);
  const drawn = printed().split("\r").slice(1);
  expect(drawn).toHaveLength(1);
  expect(drawn[0].replace("\u001b[K", "")).toHaveLength(39);
});

it("leaves the line empty for what is printed", () => {
  const { bar, printed } = barOn({ isTTY: true });
  bar.file("a.xml");
  bar.clear();
  bar.clear();
  expect(printed().endsWith("a.xml\u001b[K\r\u001b[K")).toBe(true);
});

it.each<[string, { isTTY?: boolean }, NodeJS.ProcessEnv]>([
  ["a pipe", {}, {}],
  ["a terminal that cannot redraw", { isTTY: true }, { TERM: "dumb" }],
])("writes nothing to %s", (_what, screen, env) => {
  const { bar, printed } = barOn(screen, env);
  bar.file("a.xml");
  bar.add(1);
  bar.clear();
  expect(printed()).toBe("");
});
