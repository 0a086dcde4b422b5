import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { List, ProtectedItem } from "../../contract.ts";
import { type Room, room } from "../room.ts";
import { type AzureRow, azureAppliance } from "./azure-appliance.ts";
import { type NableDeviceRow, nableAccount, nableTime } from "./nable-account.ts";
import { type Answer, DAY, HOUR, iso, MINUTE, NOW, type SmallWorld, smallWorld } from "./small-world.ts";
import { unitrendsAppliance } from "./unitrends-appliance.ts";

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

const nights = (status = "COMPLETED") =>
  Array.from({ length: 10 }, (_, n) => {
    const startedAt = NOW - 19 * HOUR - n * DAY;
    return {
      id: n + 1,
      start: nableTime(startedAt),
      end: nableTime(startedAt + 30 * MINUTE),
      status: n === 0 ? status : "COMPLETED",
    };
  });

/** Two devices, so that an inventory without one is not an empty one. */
async function account(status?: string) {
  const devices: NableDeviceRow[] = [
    { id: 1, name: "SRV-01", rows: nights(status) },
    { id: 2, name: "SRV-02", rows: nights() },
  ];
  const world = await smallWorld(given, "nable", (asked) => nableAccount(devices)(asked));
  await world.poll();
  return { world, devices, first: devices[0] as NableDeviceRow };
}

const itemOf = async (world: SmallWorld, deviceId: string) =>
  (await world.items()).find(({ device }) => device?.id === `${world.id}:${deviceId}`) as ProtectedItem;
/** Inventories are kept for six hours. */
const NEXT_INVENTORY = 7 * HOUR;

describe("a device that is renamed", () => {
  it("is one device with one history under its new name, everywhere", async () => {
    const { world, first } = await account();
    await using _ = world;
    first.name = "FILESERVER";
    expect((await world.poll(NEXT_INVENTORY)).error).toBeNull();
    expect(await world.items()).toHaveLength(2);
    expect(await itemOf(world, "1")).toMatchObject({ device: { name: "FILESERVER" }, state: "ok" });
    const names = (await world.sessions()).map(({ device }) => device?.name);
    expect(new Set(names)).toEqual(new Set(["FILESERVER", "SRV-02"]));
    const devices = await world.get<List<{ name: string | null }>>(`devices?source=${world.id}`);
    expect(devices.items).toHaveLength(2);
    expect(new Set(devices.items.map(({ name }) => name))).toEqual(new Set(["FILESERVER", "SRV-02"]));
  });

  it("keeps its history also where only the sessions tell names: Azure's machine and Unitrends' client", async () => {
    let name = "vm-old";
    const rows: AzureRow[] = [1, 2].map((n) => ({
      id: `s${n}`,
      type: "PolicyBackup",
      status: "Success",
      executionStartTime: iso(NOW - n * HOUR),
      executionStopTime: iso(NOW - n * HOUR + MINUTE),
      backupJobInfo: { policyId: "p", policyName: "P", protectedInstancesCount: 1 },
    }));
    const told = () => [
      {
        resource: { id: "vm1", name, resourceType: "VirtualMachine" },
        runs: [{ status: "Success", startTime: iso(NOW - HOUR) }],
      },
    ];
    const azure: Answer = (asked) =>
      azureAppliance(rows, { items: { s0: told(), s1: told(), s2: told() } })(asked);
    const backups = [1, 2].map((n) => {
      const row = {
        id: n,
        type: "Full",
        client_id: 3,
        app_name: "file-level",
        complete: true,
        status: "Success",
      };
      return {
        startedAt: NOW - n * HOUR,
        row: { ...row, start_time: `03/10/2026 0${8 - n}:00:00 pm`, duration: 60 },
      };
    });
    const unitrends: Answer = (asked) =>
      unitrendsAppliance(
        backups.map(({ startedAt, row }) => ({ startedAt, row: { ...row, client_name: name } })),
      )(asked);
    for (const [vendor, answer] of [
      ["veeam-azure", azure],
      ["unitrends", unitrends],
    ] as const) {
      name = "vm-old";
      await using world = await smallWorld(given, vendor, answer, { source: { timeZone: "UTC" } });
      await world.poll();
      expect((await world.items()).map(({ device }) => device?.name)).toEqual(["vm-old"]);
      name = "vm-new";
      rows.unshift({
        ...(rows[0] as AzureRow),
        id: "s0",
        executionStartTime: iso(NOW + MINUTE),
        executionStopTime: iso(NOW + 2 * MINUTE),
      });
      await world.poll(10 * MINUTE);
      expect((await world.items()).map(({ device }) => device?.name)).toEqual(["vm-new"]);
    }
  });
});

describe("a device that is moved to another client", () => {
  it("is counted for the new client, its history with it, and no more for the old one", async () => {
    const { world, first } = await account("FAILED");
    await using _ = world;
    first.client = [200, "Werft Nord"];
    await world.poll(NEXT_INVENTORY);
    expect(await itemOf(world, "1")).toMatchObject({ client: { name: "Werft Nord" }, state: "failed" });
    const clients = await world.get<List<{ name: string; items: number; state: string }>>(
      `clients?source=${world.id}`,
    );
    const told = Object.fromEntries(clients.items.map(({ name, state }) => [name, state]));
    expect(told).toEqual({ "Werft Nord": "failed", "Stadtwerke Aue": "ok" });
    const moved = (await world.sessions()).filter(({ device }) => device?.id === `${world.id}:1`);
    expect(moved).toHaveLength(10);
    expect(moved.map(({ client }) => client?.name)).toEqual(Array.from({ length: 10 }, () => "Werft Nord"));
  });
});

describe("a device whose backup is switched off", () => {
  it.each(["COMPLETED", "FAILED"])(
    "is not green for ever by its last run (%s), keeps its history, and says why",
    async (status) => {
      const { world, first } = await account(status);
      await using _ = world;
      first.mob = 0;
      await world.poll(NEXT_INVENTORY);
      await world.poll(HOUR);
      const item = await itemOf(world, "1");
      expect(item.state).toBe(status === "FAILED" ? "failed" : "unknown");
      expect(item.reason).toMatch(/backup is switched off on this device$/);
      expect((await world.sessions()).filter(({ device }) => device?.id === `${world.id}:1`)).toHaveLength(
        10,
      );
      expect((await itemOf(world, "2")).state).toBe("ok");
      first.mob = 1;
      await world.poll(NEXT_INVENTORY);
      expect((await itemOf(world, "1")).state).toBe(status === "FAILED" ? "failed" : "ok");
    },
  );
});

describe("a device that is deleted", () => {
  it("is said to be in the inventory no more, never green, and its sessions stay", async () => {
    const { world, devices } = await account();
    await using _ = world;
    const [gone] = devices.splice(0, 1);
    await world.poll(NEXT_INVENTORY);
    await world.poll(HOUR);
    const item = await itemOf(world, "1");
    expect(item).toMatchObject({ state: "unknown", device: { name: "SRV-01" } });
    expect(item.reason).toMatch(/^not in the inventory since/);
    expect(await world.sessions()).toHaveLength(20);
    expect((await world.overview()).counts).toMatchObject({ ok: 1, unknown: 1 });
    // And back again, as after a mistake.
    devices.push(gone as NableDeviceRow);
    await world.poll(NEXT_INVENTORY);
    expect(await itemOf(world, "1")).toMatchObject({ state: "ok" });
    expect(await world.items()).toHaveLength(2);
  });

  it("between two inventories is refused by the vendor: its item is not green, the others are read", async () => {
    const { world, devices } = await account();
    await using _ = world;
    devices.splice(0, 1);
    const { error } = await world.poll(HOUR);
    expect(error?.message).toMatch(/SRV-01 \(1\)/);
    expect((await itemOf(world, "2")).state).toBe("ok");
    expect((await itemOf(world, "2")).lastReadAt).toBe(iso(NOW + HOUR));
    expect((await itemOf(world, "1")).state).toBe("unknown");
  });
});
