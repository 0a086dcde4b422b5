import type { Vendor } from "@lastgood/normalize";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cell, cellOf, type Unharmed, unharmed } from "./cell.ts";
import { MATRIX_FAULTS, PASSING_FAULTS, passing } from "./matrix-faults.ts";
import { comparable, isWriting, linesOf, sectionOf, writeSection } from "./report.ts";
import { type Room, room } from "./room.ts";
import { VENDOR_CALLS } from "./vendor-calls.ts";

/** Every call of one vendor under every fault, as tests; and that its section of the table says what came of them. */
export function describeMatrix(vendor: Vendor): void {
  let given: Room;
  const cells: Cell[] = [];
  beforeAll(async () => {
    given = await room();
  });
  afterAll(() => given[Symbol.asyncDispose]());

  describe.each(VENDOR_CALLS.filter((call) => call.vendor === vendor))("$name", (call) => {
    let twin: Unharmed;
    beforeAll(async () => {
      twin = await unharmed(given, call);
    });

    it.each(MATRIX_FAULTS)("under $name keeps every promise", async (fault) => {
      const cell = await cellOf(given, call, fault, twin);
      cells.push(cell);
      expect(cell.broken).toEqual([]);
    });

    const once = MATRIX_FAULTS.filter(({ name }) => call.repeats && PASSING_FAULTS.includes(name));
    it.each(once)("under $name once keeps every promise", async (fault) => {
      const cell = await cellOf(given, call, passing(fault), twin);
      cells.push({ ...cell, fault: `${fault.name}, once` });
      expect(cell.broken).toEqual([]);
    });
  });

  it("comes to what docs/reliability.md says", () => {
    const section = sectionOf(vendor, cells);
    if (isWriting) writeSection(vendor, section);
    expect(comparable(section)).toEqual(linesOf(vendor));
  });
}
