import type { ProtectedItem } from "@lastgood/proxy/contract";
import { describe, expect, it } from "vitest";
import { wallRows } from "./wall-rows.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");

function item(id: string, over: Partial<ProtectedItem>): ProtectedItem {
  return {
    id,
    sourceId: "vbem",
    vendor: "veeam-enterprise-manager",
    client: { id: "aue", name: "Stadtwerke Aue" },
    device: { id: `vbem:${id}`, name: id, kind: "vm" },
    policy: null,
    workload: null,
    vendorType: null,
    state: "failed",
    reason: "failed",
    failuresInARow: 1,
    lastReadAt: "2026-11-20T02:25:00.000Z",
    lastGood: { at: "2026-11-17T00:00:00.000Z" },
    ...over,
  } as ProtectedItem;
}
const around = {
  now: NOW,
  dark: new Set<string>(),
  fresh: new Set<string>(),
  sourceName: (id: string) => id.toUpperCase(),
};

describe("the lines of the wall", () => {
  it("say what, for whom, in which state, how often and since when", () => {
    const [row] = wallRows([item("dc-01", { failuresInARow: 3 })], around);
    expect(row).toMatchObject({
      title: "dc-01",
      client: "Stadtwerke Aue",
      note: "failed, 3rd in a row",
      age: "3 d 3 h",
      more: 0,
    });
  });

  it("say never where there was no good backup", () => {
    const rows = wallRows(
      [item("a", { lastGood: null }), item("b", { state: "never", lastGood: null })],
      around,
    );
    expect(rows.map(({ age }) => age)).toEqual(["never", "no backup"]);
  });

  it("put what a dark source hides into one line that counts it, and never a failure", () => {
    const unread = ["1", "2", "3"].map((n) => item(n, { state: "unknown", reason: `not read for ${n} min` }));
    const rows = wallRows([item("f1", {}), item("f2", {}), item("f3", {}), ...unread], {
      ...around,
      dark: new Set(["vbem"]),
    });
    expect(rows).toHaveLength(4);
    expect(rows[3]).toMatchObject({ title: "1", more: 2, client: "VBEM", isWithdrawn: true });
    expect(rows[0]).toMatchObject({ title: "f1", state: "failed", why: "not read for 47 min" });
    expect(rows.reduce((all, row) => all + 1 + row.more, 0)).toBe(6);
  });

  it("keep other reasons and other sources apart", () => {
    const word = item("w", { state: "unknown", reason: "its word is not known: Odd" });
    const unread = ["a", "b", "c"].map((id) => item(id, { state: "unknown", reason: "not read for 4 min" }));
    const other = item("o", { state: "unknown", reason: "not read for 4 min", sourceId: "azure" });
    expect(wallRows([word, ...unread, other], around).map(({ title, more }) => [title, more])).toEqual([
      ["w", 0],
      ["a", 2],
      ["o", 0],
    ]);
  });
});
