import type { SimulatorOptions } from "@lastgood/simulators";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Overview, ProtectedItem } from "../../contract.ts";
import { createEvents } from "../../events/events.ts";
import { room as openRoom, type Room } from "../../reliability/room.ts";
import { requests, testConfig } from "../../routes/test-app.ts";
import { createHttp } from "../../vendors/http.ts";
import type { SourceReader } from "../reading.ts";
import { bench, MINUTE } from "../test-poller.ts";
import { simulated } from "./test-reading.ts";
import { createAzureReader } from "./veeam-azure.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEVICES = { nable: 0, azure: 12, enterpriseManager: 0, unitrends: 0 };
const left: { [Symbol.asyncDispose](): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of left.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

/** An appliance with three policies of machines and one that protects nothing, its poller and its board. */
async function appliance(azure: SimulatorOptions["azure"] = {}) {
  const made = await simulated("veeam-azure", { days: 2, devices: DEVICES }, { azure });
  left.push(made);
  const { simulator, clock } = made;
  const source = { ...made.source, id: room.nextId(), everyMs: 15 * MINUTE };
  const open = () => createAzureReader(source, createHttp(source), { now: () => clock.now });
  let reader = open();
  const restartable: SourceReader = {
    ...reader,
    read: (request) => reader.read(request),
    cursor: () => reader.cursor(),
  };
  const given = await bench({ [source.id]: restartable }, [source], {}, room.store);
  left.push(given);
  const { board, poller, store } = given;
  const ask = requests({
    config: () => ({ ...testConfig(), sources: [source] }),
    store,
    board,
    events: createEvents(),
    now: () => clock.now,
    version: "0",
    log: pino({ enabled: false }),
    health: () => poller.health(),
  });
  const items = () =>
    board.entries(clock.now).flatMap(({ item }) => (item.sourceId === source.id ? item : []));
  const [backup] = simulator.sessions(source.id).filter(({ kind, device }) => kind === "backup" && device);
  return {
    simulator,
    source,
    store,
    azure: simulator.azure,
    items,
    named: (name: string) => items().filter(({ policy }) => policy?.name === name),
    calls: (path: string) => simulator.requestLog().filter((call) => call.includes(path)).length,
    /** A policy with machines, by name, and one of its machines. */
    policy: backup?.policy?.name ?? "",
    machine: backup?.device?.name ?? "",
    states: (of: ProtectedItem[]) => [...new Set(of.map(({ state }) => state))],
    error: () => poller.health()[0]?.record.error ?? null,
    restart() {
      reader = open();
    },
    async poll(laterMs = 0) {
      clock.now += laterMs;
      given.clock.now = clock.now;
      await poller.pollNow(source.id);
    },
    async overview(): Promise<Overview> {
      const answer = await ask(`/api/overview?source=${source.id}`);
      return (await answer.json()) as Overview;
    },
  };
}

it("shows a policy that never ran as never, a disabled one not at all, and adds nothing to those that ran", async () => {
  const { azure, poll, items, named, states } = await appliance();
  azure.addPolicy("Never-VMs");
  azure.addPolicy("Off-VMs", { isEnabled: false });
  await poll();
  expect(named("Never-VMs")).toMatchObject([
    { state: "never", device: null, reason: "no backup session yet" },
  ]);
  expect(named("Off-VMs")).toEqual([]);
  expect(states(items().filter(({ policy }) => policy?.name !== "Never-VMs"))).not.toContain("never");
  azure.addPolicy("Later-VMs");
  await poll(5 * HOUR);
  expect(named("Later-VMs")).toEqual([]);
  await poll(HOUR);
  expect(named("Later-VMs")).toMatchObject([{ state: "never" }]);
});

it("asks each list once in 6 h, also after a restart, and never an appliance that speaks v1", async () => {
  const { poll, calls, restart } = await appliance();
  await poll();
  const lists = [
    "policies/virtualMachines",
    "policy/slaBased/virtualMachines",
    "policies/sql",
    "protectedItem/cosmosDb",
  ];
  expect(lists.map(calls)).toEqual([1, 1, 1, 1]);
  restart();
  await poll(5 * HOUR);
  expect(lists.map(calls)).toEqual([1, 1, 1, 1]);
  await poll(HOUR);
  expect(lists.map(calls)).toEqual([2, 2, 2, 2]);
  const old = await appliance({ versions: ["v1"] });
  await old.poll();
  expect([old.error(), old.calls("polic"), old.calls("protectedItem/")]).toEqual([null, 0, 0]);
});

it.each([400, 403, 404, 501])(
  "takes a list that is answered with %i for not told: no trouble, and nothing is missing",
  async (status) => {
    const { simulator, poll, items, error, azure } = await appliance();
    azure.addPolicy("Never-VMs");
    await poll();
    const before = items().map(({ id, state }) => [id, state]);
    simulator.setFault({ status, call: /\/(policies|policy|protectedItem)\// });
    await poll(6 * HOUR);
    expect(error()).toBeNull();
    expect(items()).toHaveLength(before.length);
    expect(items().filter(({ reason }) => reason.includes("inventory"))).toEqual([]);
  },
);

it("names policies by the list on every screen, and machines as their sessions do", async () => {
  const { azure, poll, named, policy, store, source, machine, items } = await appliance();
  await poll();
  const before = named(policy).length;
  azure.renamePolicy(policy, "New name");
  await poll(6 * HOUR);
  expect(named("New name")).toHaveLength(before);
  expect(named(policy)).toEqual([]);
  const { items: sessions } = await store.sessions({
    sort: "-at",
    limit: 500,
    source: [source.id],
    q: policy,
  });
  expect(sessions.filter((session) => session.policy?.name === policy)).toEqual([]);
  expect(items().map(({ device }) => device?.name)).toContain(machine);
  expect(items().map(({ device }) => device?.name)).not.toContain(`${machine}-vm`);
});

it("calls a machine unknown that its list lacks, and retires it after three complete ones over a day", async () => {
  const { azure, poll, items, named, states, overview, machine } = await appliance();
  await poll();
  const of = () => items().filter(({ device }) => device?.name === machine);
  const policy = of()[0]?.policy?.name ?? "";
  azure.disablePolicy(policy);
  azure.removeMachine(machine);
  for (const age of ["0 s", "6 h", "12 h", "18 h"]) {
    await poll(6 * HOUR);
    expect(states(of())).toEqual(["unknown"]);
    expect(of()[0]?.reason).toBe(`not in the inventory since ${age}`);
  }
  const { total, notices } = await overview();
  expect(notices).toEqual([]);
  await poll(6 * HOUR);
  const [gone] = of();
  expect(states(of())).toEqual(["retired"]);
  expect(gone?.reason).toBe("not in the inventory since 24 h: three complete ones lack it");
  const count = of().length;
  // Those that stay are of a policy that is disabled for longer than its last good runs count.
  const stale = named(policy).filter(({ reason }) => reason.startsWith("its policy is disabled since 24 h;"));
  expect(await overview()).toMatchObject({
    total: total - count,
    retired: count,
    retiredLast7Days: count,
    change: { unknown: stale.length - count },
  });
  for (let n = 0; n < 2; n += 1) await poll(4 * DAY);
  expect(await overview()).toMatchObject({ retired: count, retiredLast7Days: 0 });
});

it("waits for no run of a disabled policy, says why, and does not call it fine for ever", async () => {
  const { azure, poll, named, states, policy } = await appliance();
  await poll();
  azure.disablePolicy(policy);
  await poll(6 * HOUR);
  const fine = named(policy).filter(({ state }) => state === "ok");
  expect(fine[0]?.reason).toContain("; its policy is disabled since 0 s");
  for (let n = 0; n < 3; n += 1) await poll(DAY);
  for (const one of fine)
    expect(named(policy).find(({ id }) => id === one.id)).toMatchObject({
      state: "unknown",
      reason: expect.stringContaining("its policy is disabled since 3 d; last good 3 d"),
    });
  expect(states(named(policy))).not.toContain("overdue");
});

it("does not retire a machine that still runs though its list lacks it", async () => {
  const { azure, poll, items, states, machine } = await appliance();
  await poll();
  azure.removeMachine(machine);
  for (let n = 0; n < 8; n += 1) await poll(6 * HOUR);
  const of = items().filter(({ device }) => device?.name === machine);
  expect(of.length).toBeGreaterThan(0);
  expect(states(of)).not.toContain("retired");
});

it("retires nothing where more than a tenth went missing, and says what is missing", async () => {
  const { azure, poll, items, overview, machine } = await appliance();
  await poll();
  const others = items()
    .flatMap(({ device }) => device?.name ?? [])
    .filter((name) => name !== machine);
  for (const name of [machine, others[0] ?? "", others.at(-1) ?? ""]) azure.removeMachine(name);
  for (let n = 0; n < 6; n += 1) await poll(6 * HOUR);
  expect(items().filter(({ state }) => state === "retired")).toEqual([]);
  const { notices, retired } = await overview();
  expect(retired).toBe(0);
  expect(notices).toMatchObject([
    { kind: "inventory", text: expect.stringContaining("3 devices missing from") },
  ]);
});

/** No poll meets a session of the policy any more. */
async function notRunForAWeek(
  azure: { disablePolicy(name: string): void },
  policy: string,
  poll: (afterMs: number) => Promise<unknown>,
) {
  azure.disablePolicy(policy);
  for (let day = 0; day < 9; day += 1) await poll(24 * HOUR);
}

it("retires the machines of a policy that its list lacks and its newest session calls removed, and takes them back", async () => {
  const { azure, poll, named, states, policy, overview, calls, error } = await appliance();
  await poll();
  const count = named(policy).length;
  expect(count).toBeGreaterThan(4);
  await notRunForAWeek(azure, policy, poll);
  const { total } = await overview();
  azure.removePolicy(policy);
  await poll(6 * HOUR);
  expect(named(policy)).toHaveLength(count);
  expect(states(named(policy))).toEqual(["retired"]);
  expect(named(policy)[0]).toMatchObject({ reason: "the vendor says that the policy was removed" });
  expect(await overview()).toMatchObject({
    total: total - count,
    retired: count,
    retiredLast7Days: count,
    notices: [],
  });
  expect([error(), calls("PolicyId=")]).toEqual([null, 1]);
  await poll(6 * HOUR);
  expect(calls("PolicyId=")).toBe(1);
  azure.restorePolicy(policy);
  await poll(6 * HOUR);
  expect(states(named(policy))).not.toContain("retired");
  expect(await overview()).toMatchObject({ total, retired: 0, retiredLast7Days: 0 });
});

it("asks again after a policy that its list lacks where the first answer was none, and says so", async () => {
  const { azure, simulator, poll, named, states, policy, error, calls } = await appliance();
  await poll();
  await notRunForAWeek(azure, policy, poll);
  azure.removePolicy(policy);
  simulator.setFault({ status: 500, call: "PolicyId=" });
  await poll(6 * HOUR);
  expect(error()?.message).toContain("the newest session of policy ");
  expect(states(named(policy))).toContain("unknown");
  expect(states(named(policy))).not.toContain("retired");
  simulator.setFault(null);
  await poll(6 * HOUR);
  expect([error(), calls("PolicyId=")]).toEqual([null, 2]);
  expect(states(named(policy))).toEqual(["retired"]);
});

it("retires a policy by its sessions alone, where no list is served, and only once all was read", async () => {
  const { azure, simulator, poll, named, states, source, overview, error } = await appliance({
    lists: false,
  });
  await poll();
  const running = simulator
    .sessions(source.id)
    .find(({ status, parentId }) => status === "running" && !parentId);
  const policy = running?.policy?.name ?? "";
  azure.removePolicy(policy);
  simulator.setFault({ status: 500, call: `jobSessions/${running?.vendorId}/protectedItems` });
  await poll(15 * MINUTE);
  expect(error()).not.toBeNull();
  expect(states(named(policy))).not.toContain("retired");
  simulator.setFault(null);
  await poll(15 * MINUTE);
  expect(error()).toBeNull();
  expect(states(named(policy))).toEqual(["retired"]);
  expect(await overview()).toMatchObject({ retired: named(policy).length });
  azure.restorePolicy(policy);
  await poll(15 * MINUTE);
  expect(states(named(policy))).not.toContain("retired");
});

it("keeps reading sessions where a list fails, tells the failure, marks nothing missing, and asks that list alone again", async () => {
  const { azure, simulator, poll, items, error, calls, machine, named } = await appliance();
  await poll();
  azure.removeMachine(machine);
  azure.addPolicy("Never-VMs");
  simulator.setFault({ status: 500, path: "/api/v8.1/policies/sql" });
  await poll(6 * HOUR);
  expect(error()?.message).toContain("the list policies/sql: ");
  expect(error()?.message).toContain("status 500");
  expect(items().filter(({ reason }) => reason.includes("inventory"))).toEqual([]);
  expect(named("Never-VMs")).toHaveLength(1);
  const [vm, sql] = [calls("policies/virtualMachines"), calls("policies/sql")];
  await poll(15 * MINUTE);
  expect([calls("policies/virtualMachines") - vm, calls("policies/sql") - sql]).toEqual([0, 1]);
  simulator.setFault(null);
  await poll(15 * MINUTE);
  expect(error()).toBeNull();
  expect(items().filter(({ reason }) => reason.includes("not in the inventory")).length).toBeGreaterThan(0);
});

it("tells no machines from a list whose ids no session has: each would be there twice", async () => {
  const { simulator, poll, items, error, source } = await appliance();
  const results = [{ id: "other-1", name: "az-app-01" }];
  simulator.setFault({
    path: "/api/v8.1/protectedItem/virtualMachines",
    body: { text: JSON.stringify({ totalCount: 1, results }), contentType: "application/json" },
  });
  await poll();
  expect(error()).toBeNull();
  expect(items().map(({ device }) => device?.id)).not.toContain(`${source.id}:other-1`);
});

it.each([
  ["a row without an id", { totalCount: 1, results: [{ name: "x" }] }, "1 of its rows has no id"],
  [
    "fewer rows than it says",
    { totalCount: 3, results: [{ id: "a" }] },
    "it says it has 3 rows and brought 1",
  ],
  ["no rows at all", { id: "op-1" }, "no list of results"],
])("does not take a list with %s for a whole one", async (_what, body, words) => {
  const { simulator, poll, error, items } = await appliance();
  await poll();
  simulator.setFault({
    path: "/api/v8.1/policies/virtualMachines",
    body: { text: JSON.stringify(body), contentType: "application/json" },
  });
  await poll(6 * HOUR);
  expect(error()?.message).toContain(words);
  expect(items().filter(({ reason }) => reason.includes("inventory"))).toEqual([]);
});
