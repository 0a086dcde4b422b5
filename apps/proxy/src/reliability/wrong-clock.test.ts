import { afterAll, beforeAll, expect, it } from "vitest";
import { house } from "./house.ts";
import { type Room, room } from "./room.ts";

const HOUR = 3_600_000;
let shared: Room;
beforeAll(async () => {
  shared = await room();
});
afterAll(() => shared[Symbol.asyncDispose]());

/** Items that failed, by device, policy and workload, after a poll and another one that finds a new failure. */
async function failedAfter(
  vendor: "nable" | "veeam-azure" | "veeam-enterprise-manager" | "unitrends",
  clockOffsetMs: number,
) {
  const call = { vendor, name: "none", at: /^never$/, simulator: { clockOffsetMs } };
  await using one = await house(shared, call);
  one.begin();
  await one.poll();
  one.later();
  one.turn();
  await one.poll();
  expect(one.health().record.error).toBeNull();
  const own = (id = "") => id.replace(`${one.source.id}:`, "");
  return one
    .items()
    .filter(({ state }) => state === "failed")
    .map(({ device, policy, workload, vendorType }) =>
      [own(device?.id), own(policy?.id), workload, vendorType].join("|"),
    );
}

for (const vendor of ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const)
  it.each([48, 18, 1.5, -18, -48])(
    `${vendor} hides no failure behind a clock that is %d h ahead`,
    async (hours) => {
      const meant = await failedAfter(vendor, 0);
      expect(meant.length).toBeGreaterThan(0);
      const failed = await failedAfter(vendor, hours * HOUR);
      expect(failed).toEqual(expect.arrayContaining(meant));
    },
  );
