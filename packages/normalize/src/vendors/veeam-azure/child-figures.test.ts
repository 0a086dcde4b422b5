import { expect, it } from "vitest";
import { blankSession } from "../../empty-session.ts";
import type { Session } from "../../session.ts";
import { withChildFigures } from "./child-figures.ts";

const policySession = { ...blankSession("s", "veeam-azure"), id: "s:1", selectedItems: 2 };

function child(selected: number | null, processed: number | null, transferred: number | null): Session {
  return {
    ...blankSession("s", "veeam-azure"),
    selectedBytes: selected,
    processedBytes: processed,
    transferredBytes: transferred,
  };
}

it("sums the sizes of all children, and only where every one has the figure", () => {
  const sums = withChildFigures(policySession, [child(10, 5, 0), child(20, null, 0)]);
  expect(sums).toEqual({ ...policySession, selectedBytes: 30, processedBytes: null, transferredBytes: 0 });
});

it("knows no sizes without children", () => {
  expect(withChildFigures(policySession, [])).toEqual(policySession);
});
