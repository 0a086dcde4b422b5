import { describe, expect, it } from "vitest";
import { NAMED_EVENTS, type NamedEvent } from "./named-events.ts";
import { simulate } from "./told/test-read.ts";
import { HOUR_MS } from "./world/zone.ts";

const VENDORS = ["nable", "veeam-azure", "veeam-enterprise-manager", "unitrends"] as const;
const EVENTS: [string, NamedEvent][] = Object.entries(NAMED_EVENTS);
/** What changes no session: rows alone are other than before. */
const SEEN_IN_ROWS = ["shuffle-rows", "repeat-rows", "whole-inventory"];

describe.each(EVENTS)("the event %s", (name, { vendors, happen }) => {
  it.each(vendors ?? VENDORS)("changes what %s tells", (vendor) => {
    const options = vendor === "veeam-azure" ? { azure: { versions: ["v1"] } } : {};
    const { simulator, clock } = simulate(vendor, options);
    const other = simulate(vendor, options);
    happen(simulator);
    clock.now += 18 * HOUR_MS;
    other.clock.now += 18 * HOUR_MS;
    const isAsElse =
      JSON.stringify(simulator.sessions("s")) === JSON.stringify(other.simulator.sessions("s"));
    expect(isAsElse).toBe(SEEN_IN_ROWS.includes(name));
  });
});
