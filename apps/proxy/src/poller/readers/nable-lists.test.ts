import { expect, it } from "vitest";
import type { NableDevice } from "../../vendors/nable/client.ts";
import { deviceLists, expectedOf, type ListedKind, takeBest } from "./nable-lists.ts";

const client = (clientId: string, servers: number | null, workstations: number | null, devices = NaN) => ({
  clientId,
  name: null,
  servers,
  workstations,
  devices: Number.isNaN(devices) ? (servers ?? 0) + (workstations ?? 0) : devices,
});

const found = (kind: ListedKind, all: number, withBackup: number): NableDevice[] =>
  Array.from({ length: all }, (_, n) => ({
    deviceId: `${kind}-${n}`,
    device: { id: `rmm:${kind}-${n}`, name: null, kind },
    client: null,
    site: null,
    protected: n < withBackup,
  }));

const brief = (lists: ReturnType<typeof deviceLists>) =>
  lists.map((list) => `${list.client.clientId} ${list.kind}`);

it("asks a client for what it has, and for both where its counts are not told or do not add up", () => {
  expect(brief(deviceLists([client("a", 2, 0), client("b", 0, 3), client("c", 1, 1)]))).toEqual([
    "a server",
    "b workstation",
    "c server",
    "c workstation",
  ]);
  expect(brief(deviceLists([client("d", 0, 0, 5)]))).toEqual(["d server", "d workstation"]);
  expect(brief(deviceLists([client("e", null, null)]))).toEqual(["e server", "e workstation"]);
});

it("asks first for the list that will likely bring the most devices with backup", () => {
  const inOrder = (already: NableDevice[]) => {
    const lists = deviceLists([client("small", 1, 2), client("large", 9, 30), client("desks", 0, 80)]);
    const order: ReturnType<typeof deviceLists> = [];
    for (let next = takeBest(lists, already); next; next = takeBest(lists, already)) order.push(next);
    return brief(order);
  };
  expect(inOrder([])).toEqual([
    "desks workstation",
    "large server",
    "large workstation",
    "small server",
    "small workstation",
  ]);
  expect(inOrder(found("workstation", 80, 0)).slice(0, 2)).toEqual(["large server", "small server"]);
});

it("expects as many devices with backup as the listed ones of their kind let think; nothing where no number is told", () => {
  const listed = [...found("server", 9, 9), ...found("workstation", 99, 0)];
  expect(expectedOf(deviceLists([client("a", 10, 0)]), listed)).toBe(10);
  expect(expectedOf(deviceLists([client("a", 0, 100)]), listed)).toBeCloseTo(0.25);
  expect(expectedOf([], listed)).toBe(0);
  expect(expectedOf(deviceLists([client("a", null, 3)]), listed)).toBeNull();
});
