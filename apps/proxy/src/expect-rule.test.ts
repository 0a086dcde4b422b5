import { expect, it } from "vitest";
import type { ExpectRule } from "./config-types.ts";
import { expectRule } from "./expect-rule.ts";

const HOUR = 3_600_000;
const item = {
  sourceId: "rmm",
  device: { id: "rmm:9001", name: "sql-07", kind: "server" as const },
  policy: { id: "rmm:p1", name: "Old-nightly" },
  workload: "MSSQL",
};
const rule = (more: Partial<ExpectRule>): ExpectRule => ({
  source: null,
  device: null,
  policy: null,
  workload: null,
  everyMs: HOUR,
  ...more,
});

it("the rule that says most of an item wins, wherever it stands", () => {
  const ofAll = rule({});
  const ofSource = rule({ source: "rmm" });
  const ofDevice = rule({ source: "rmm", device: "9001" });
  const ofWorkload = rule({ source: "rmm", device: "sql-07", workload: "MSSQL", everyMs: null });
  const rules = [ofAll, ofWorkload, ofDevice, ofSource];
  expect(expectRule(rules, item)).toBe(ofWorkload);
  expect(expectRule(rules, { ...item, workload: "FILE_SYSTEM" })).toBe(ofDevice);
  expect(expectRule(rules, { ...item, device: null })).toBe(ofSource);
  expect(expectRule(rules, { ...item, sourceId: "azure" })).toBe(ofAll);
});

it("the beginning of a name stands for many, and a whole name wins over it", () => {
  const many = rule({ policy: "Old-*", everyMs: null });
  const one = rule({ policy: "Old-nightly" });
  expect(expectRule([many], item)).toBe(many);
  expect(expectRule([many, one], item)).toBe(one);
  expect(expectRule([many], { ...item, policy: { id: "rmm:p2", name: "New" } })).toBeUndefined();
  expect(expectRule([many], { ...item, policy: null })).toBeUndefined();
});
