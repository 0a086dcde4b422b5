import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Entry } from "../board.ts";
import { requests, type TestApp, testApp } from "./test-app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const SAMPLE = /^(\w+)\{((?:\w+="(?:[^"\\\n]|\\[\\n"])*",?)+)\} (-?[\d.]+)$/;

/** Reads the text as a scraper does, and strictly: every line is a comment or a sample of the metric announced last. */
async function scrape(ask = app.request) {
  const answer = await ask("/metrics");
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  expect(text.endsWith("\n")).toBe(true);
  const samples: { name: string; labels: Record<string, string>; value: number }[] = [];
  let announced = "";
  for (const line of text.trimEnd().split("\n")) {
    const comment = /^# (HELP|TYPE) (lastgood_\w+) .+$/.exec(line);
    if (comment) {
      announced = comment[2] as string;
      continue;
    }
    const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [line];
    expect(name).toBe(announced);
    const read = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, told]) => [label, told]);
    samples.push({ name, labels: Object.fromEntries(read), value: Number(value) });
  }
  const of = (name: string, wanted: Record<string, string> = {}) =>
    samples.filter(
      (one) =>
        one.name === `lastgood_${name}` &&
        Object.entries(wanted).every(([label, told]) => one.labels[label] === told),
    );
  return { of, samples, text };
}

it("metrics tell items by state and each source's health", async () => {
  const { of } = await scrape();
  const failed = of("items", { source: "rmm", state: "failed" });
  expect(failed.map(({ value }) => value)).toEqual([1]);
  const all = app.deps.board.entries(app.deps.now());
  expect(of("items").reduce((sum, { value }) => sum + value, 0)).toBe(all.length);
  expect(of("source_up", { source: "azure" })).toMatchObject([{ value: 1 }]);
  const polledAt = app.deps.now() / 1000 - 60;
  expect(of("source_last_good_poll_timestamp_seconds", { source: "rmm" })).toMatchObject([
    { value: polledAt },
  ]);
  expect(of("source_info", { source: "rmm" })[0]?.labels).toMatchObject({
    name: "N-able EMEA",
    vendor: "nable",
  });
  expect(of("build_info")[0]?.labels).toEqual({ version: "1.2.3" });
});

it("metrics tell of each item its state, last good session, due time, failures in a row and names", async () => {
  const { of } = await scrape();
  const failed = app.deps.board.entries(app.deps.now())[0] as Entry;
  const own = { source: "rmm", item: failed.id };
  expect(of("item_state", own)).toMatchObject([{ labels: { state: "failed" }, value: 1 }]);
  expect(of("item_last_good_timestamp_seconds", own)[0]?.value).toBe((failed.lastGoodAt as number) / 1000);
  expect(of("item_due_timestamp_seconds", own)[0]?.value).toBe((failed.dueAt as number) / 1000);
  expect(of("item_failures_in_a_row", own)[0]?.value).toBe(1);
  expect(of("item_info", own)[0]?.labels).toMatchObject({ client: "Aue, Stadtwerke", device: "sql-07" });
});

it("a name with quotes, backslashes and line ends stays in its label, and what is not known is absent, never 0", async () => {
  const [first, ...rest] = app.deps.board.entries(app.deps.now()) as [Entry, ...Entry[]];
  const { facts } = first;
  const name = 'C:\\Users\n"quoted"} 7\n# TYPE x gauge';
  const item = { ...facts.history.item, device: { id: "rmm:1", name, kind: null } };
  const odd = {
    id: first.id,
    state: "never",
    lastGoodAt: null,
    dueAt: null,
    failuresInARow: 0,
    facts: { ...facts, history: { ...facts.history, item } },
  } as unknown as Entry;
  const retired = rest.map((entry) => ({
    ...entry,
    id: entry.id,
    facts: entry.facts,
    state: "retired" as const,
  }));
  const [source] = app.deps.health();
  const off = {
    ...source,
    config: { ...source?.config, enabled: false },
    record: { ...source?.record, lastGoodPollAt: null },
  };
  const ask = requests({
    ...app.deps,
    board: { ...app.deps.board, entries: () => [odd, ...retired] as Entry[] },
    health: () => [off] as ReturnType<typeof app.deps.health>,
  });
  const { of } = await scrape(ask);
  expect(of("item_info")[0]?.labels["device"]).toBe('C:\\\\Users\\n\\"quoted\\"} 7\\n# TYPE x gauge');
  expect(of("item_info")).toHaveLength(1);
  for (const absent of ["item_last_good_timestamp_seconds", "item_due_timestamp_seconds"])
    expect([absent, of(absent)]).toEqual([absent, []]);
  expect(of("item_failures_in_a_row")).toMatchObject([{ value: 0 }]);
  for (const absent of ["source_up", "source_last_good_poll_timestamp_seconds"])
    expect([absent, of(absent)]).toEqual([absent, []]);
});

it("the page on metrics names exactly those there are, with their labels, and its alert rules use no other", async () => {
  const page = readFileSync(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
  const { samples, text } = await scrape();
  const told = new Map(
    [...page.matchAll(/^\| `(lastgood_\w+)` \| `([\w ]+)` \|/gm)].map(([, name, labels]) => [name, labels]),
  );
  const announced = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(announced)).toEqual(new Set(told.keys()));
  expect(announced).toHaveLength(told.size);
  for (const { name, labels } of samples)
    expect([name, Object.keys(labels).join(" ")]).toEqual([name, told.get(name)]);
  const used = [...page.matchAll(/lastgood_\w+/g)]
    .map(([name]) => name)
    .filter((name) => !name.endsWith("_"));
  expect(used.filter((name) => !told.has(name))).toEqual([]);
});
