import type { Status } from "@lastgood/normalize";
import { expect, it } from "vitest";
import type { ItemHistory } from "../store/store.ts";
import { policyRunsByItem } from "./policy-runs.ts";
import { factsOf, HOUR, runAt } from "./test-facts.ts";

function device(id: string, status: Status, policyStatus: Status, vendorType = "PolicyBackup"): ItemHistory {
  const { history } = factsOf([runAt(HOUR, status, { parentId: "p" })]);
  return {
    ...history,
    item: { ...history.item, id, vendorType },
    policyRuns: [runAt(HOUR, policyStatus, { id: "p" })],
  };
}

it("tells the devices that a policy's run reached and the worst of them, whatever type each shows last", () => {
  const runs = policyRunsByItem([
    device("a", "success", "failed"),
    device("b", "warning", "failed", "ManualBackup"),
  ]);
  for (const id of ["a", "b"]) {
    expect(runs.get(id)).toMatchObject([{ sessionId: "p", reached: new Set(["a", "b"]), worst: "warning" }]);
  }
});

it("does not call a device reached that still runs under a run that is over", () => {
  const runs = (policyStatus: Status) =>
    policyRunsByItem([device("a", "running", policyStatus), device("b", "success", policyStatus)]).get("a");
  expect(runs("failed")).toMatchObject([{ reached: new Set(["b"]), worst: "success" }]);
  expect(runs("running")).toMatchObject([{ reached: new Set(["a", "b"]) }]);
});
