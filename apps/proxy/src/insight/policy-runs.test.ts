import type { Status } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { aloneOf, type PolicyRunAlone, policyRunsOf, reachOf } from "./policy-runs.ts";
import { HOUR, runAt } from "./test-facts.ts";

const run = (id: string, status: Status) => aloneOf(runAt(HOUR, status, { id })) as PolicyRunAlone;
const device = (itemId: string, ...told: [parentId: string, Status][]) => ({
  itemId,
  reach: reachOf(told.map(([parentId, status]) => runAt(HOUR, status, { parentId }))),
});

it("tells the devices that a policy's run reached and the worst of them", () => {
  const runs = policyRunsOf(
    [run("p", "failed")],
    [device("a", ["p", "success"]), device("b", ["p", "warning"])],
  );
  expect(runs).toMatchObject([{ sessionId: "p", reached: new Set(["a", "b"]), worst: "warning" }]);
});

it("does not call a device reached that still runs under a run that is over", () => {
  const runs = (policyStatus: Status) =>
    policyRunsOf([run("p", policyStatus)], [device("a", ["p", "running"]), device("b", ["p", "success"])]);
  expect(runs("failed")).toMatchObject([{ reached: new Set(["b"]), worst: "success" }]);
  expect(runs("running")).toMatchObject([{ reached: new Set(["a", "b"]) }]);
});

it("tells runs that reached as many devices, but others, apart", () => {
  const runs = policyRunsOf(
    [run("p", "success"), run("q", "success"), run("r", "success")],
    [device("a", ["p", "success"], ["r", "success"]), device("b", ["q", "success"])],
  );
  expect(runs.map(({ reached }) => [...reached])).toEqual([["a"], ["b"], ["a"]]);
});
