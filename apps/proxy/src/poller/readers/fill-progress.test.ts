import { expect, it } from "vitest";
import { createReader } from "../readers.ts";
import { simulated } from "./test-reading.ts";

const DAY = 86_400_000;

it.each(["veeam-azure", "veeam-enterprise-manager", "unitrends"] as const)(
  "tells day by day how far back a first fill of %s came, and nothing once it is done",
  async (vendor) => {
    await using house = await simulated(vendor, { days: 40 });
    const reader = createReader(
      house.source,
      () => house.clock.now,
      () => {},
    );
    const told: number[] = [];
    for await (const _ of reader.read({
      since: new Date(house.clock.now - 60 * DAY).toISOString(),
      cursor: null,
      openSessionIds: new Set(),
      knownContainers: [],
      signal: new AbortController().signal,
    })) {
      const progress = reader.progress();
      if (progress === null) continue;
      expect(progress).toMatchObject({ phase: "first-fill", unit: "days", totalIsEstimate: false });
      expect([60, 61]).toContain(progress.total);
      told.push(progress.done);
    }
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(reader.progress()).toBeNull();
    await reader.close();
  },
);
