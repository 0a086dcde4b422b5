import { expect, it } from "vitest";
import { isImport, KIND_BY_TYPE, kindOf, levelOf } from "./kinds.ts";

it.each([
  ["Full", "backup", "full"],
  ["Differential", "backup", "differential"],
  ["Incremental", "backup", "incremental"],
  ["Selective", "backup", null],
  ["BareMetal", "backup", null],
  ["SQL Full", "backup", "full"],
  ["SQL Differential", "backup", "differential"],
  ["SQL Transaction", "backup", null],
  ["Exchange Full", "backup", "full"],
  ["Exchange Differential", "backup", "differential"],
  ["Exchange Incremental", "backup", "incremental"],
  ["Oracle Full", "backup", "full"],
  ["Oracle Incremental", "backup", "incremental"],
  ["SharePoint Full", "backup", "full"],
  ["SharePoint Differential", "backup", "differential"],
  ["NDMP Full", "backup", "full"],
  ["NDMP Differential", "backup", "differential"],
  ["NDMP Incremental", "backup", "incremental"],
  ["UCS Service Profile Full", "backup", "full"],
  ["Integrated Bare Metal Recovery", "backup", null],
  ["VMware Configuration", "backup", null],
  ["Synthetic Full", "backup", "full"],
  ["Synthetic SQL Differential", "backup", "differential"],
  ["full", "backup", "full"],
  ["Backup Copy", "copy", null],
  ["Import", "copy", null],
  ["Restore", "restore", null],
  ["Block Restore", "restore", null],
  ["Virtual Restore", "restore", null],
  ["Replica Restore", "restore", null],
  ["Verify", "verification", null],
  ["System Metadata", "repository", null],
  ["DPUstate", "repository", null],
  ["Local Directory", "repository", null],
  ["Fullness", "other", null],
  ["quantum", "other", null],
  ["toString", "other", null],
  ["__proto__", "other", null],
  [null, "other", null],
])("%s is of kind %s and level %s", (type, kind, level) => {
  expect(kindOf(type, false)).toBe(kind);
  expect(levelOf(type)).toBe(level);
});

it("calls a replicated backup a copy, and a restore a restore", () => {
  expect(kindOf("Full", true)).toBe("copy");
  expect(kindOf("Securesync", true)).toBe("copy");
  expect(kindOf(null, true)).toBe("copy");
  expect(kindOf("Virtual Restore", true)).toBe("restore");
});

it("finds every word that it lists, in whatever case", () => {
  for (const [word, kind] of Object.entries(KIND_BY_TYPE))
    expect(kindOf(word.toUpperCase(), false)).toBe(kind);
  expect(isImport("Import") && !isImport("Backup Copy")).toBe(true);
});
