import { VENDORS, type Vendor } from "@lastgood/normalize";
import type { DeviceCounts, Simulator } from "@lastgood/simulators";
import { NAMED_EVENTS, type NamedEvent } from "@lastgood/simulators/named-events";
import { parseDuration } from "../duration-text.ts";
import { DIALECTS, type Settings } from "./simulated-dialects.ts";
import { UsageError } from "./usage-error.ts";

export function vendorOf(text: string): Vendor {
  const vendor = VENDORS.find((one) => one === text);
  if (!vendor) throw new UsageError(`--vendor must be one of ${VENDORS.join(", ")}`);
  return vendor;
}

/** What `--option NAME=VALUE`, as often as given, comes to. */
export function settingsOf(vendor: Vendor, options: readonly string[]): Settings {
  const settings: Settings = { nable: {}, azure: {}, enterpriseManager: {}, unitrends: {}, world: {} };
  const dialects = DIALECTS[vendor];
  for (const option of options) {
    const [, name = option, text] = /^([^=]*)=(.*)$/.exec(option) ?? [];
    const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
    if (!dialect)
      throw new UsageError(
        `${vendor} has no option "${name}"; --option takes one of ${Object.keys(dialects).join(", ")}`,
      );
    if (text === undefined || !dialect.apply(settings, text))
      throw new UsageError(`--option ${name}=… must be ${dialect.values}`);
  }
  return settings;
}

/** So many devices of this vendor, and none of the others. */
export function devicesOf(vendor: Vendor, count: number): DeviceCounts {
  return {
    nable: vendor === "nable" ? count : 0,
    azure: vendor === "veeam-azure" ? count : 0,
    enterpriseManager: vendor === "veeam-enterprise-manager" ? count : 0,
    unitrends: vendor === "unitrends" ? count : 0,
  };
}

/** `2d` ahead of the right time, `-90m` behind it. */
export function clockOffsetOf(text: string): number {
  const ms = parseDuration(text.replace(/^[+-]/, ""));
  if (ms === null) throw new UsageError("--clock-offset must be a duration such as 2d, -2d or 90m");
  return text.startsWith("-") ? -ms : ms;
}

export interface PlannedEvent {
  name: string;
  afterMs: number;
  happen: (simulator: Simulator) => void;
}

/** `--event NAME@DELAY`; without a delay it happens before the first call. */
export function eventsOf(vendor: Vendor, events: readonly string[]): PlannedEvent[] {
  return events.map((event) => {
    const [name = "", delay = "0s", ...more] = event.split("@");
    const named: Readonly<Record<string, NamedEvent>> = NAMED_EVENTS;
    const known = Object.keys(named).filter((one) => named[one]?.vendors?.includes(vendor) ?? true);
    const afterMs = more.length === 0 ? parseDuration(delay) : null;
    if (!known.includes(name))
      throw new UsageError(`${vendor} knows no event "${name}"; --event takes one of ${known.join(", ")}`);
    if (afterMs === null || afterMs > 20 * 86_400_000)
      throw new UsageError(`--event ${name}@… must be a duration up to 20d, such as 30s or 5m`);
    return { name, afterMs, happen: (simulator) => named[name]?.happen(simulator) };
  });
}

export function numberOf(option: string, text: string, least = 0): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < least)
    throw new UsageError(`${option} must be a whole number${least > 0 ? ` from ${least} on` : ""}`);
  return Number(text);
}
