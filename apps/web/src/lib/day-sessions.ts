import type { ProtectedItem } from "@lastgood/proxy/contract";
import { stringifySearch } from "./search.ts";
import { backupDayBounds, commonZone, type SourceZones } from "./zone.ts";

/** Where backup days begin: the time of day, and the zones of the sources. */
export interface DayBounds {
  dayStartsAt: string;
  /** The server's: for what is of several sources whose zones differ. */
  timeZone: string;
  sourceZones: SourceZones;
}

/**
 * The address of the backup sessions of one backup day, for each value of a filter. A day begins by the clocks of its
 * source, which the id of a device or policy begins with.
 */
export function daySessionsHref(
  day: string,
  { dayStartsAt, timeZone, sourceZones }: DayBounds,
  filter: "client" | "device" | "policy",
): (row: { id: string }) => string {
  const shared = commonZone(sourceZones) ?? timeZone;
  return ({ id }) => {
    const source = id.slice(0, id.indexOf(":"));
    const isOfSource = filter !== "client" && Object.hasOwn(sourceZones, source);
    const bounds = backupDayBounds(day, dayStartsAt, isOfSource ? (sourceZones[source] ?? shared) : shared);
    return `/sessions${stringifySearch({ [filter]: id, ...bounds, kind: KINDS })}`;
  };
}

const KINDS = ["backup", "snapshot", "copy"];

/** The same for one protected item, as near as filters come to it. */
export function dayItemSessionsHref(
  day: string,
  { dayStartsAt, timeZone, sourceZones }: DayBounds,
  item: Pick<ProtectedItem, "sourceId" | "device" | "policy" | "workload" | "lastSession">,
): string {
  const zone = Object.hasOwn(sourceZones, item.sourceId) ? sourceZones[item.sourceId] : undefined;
  return `/sessions${stringifySearch({
    device: item.device?.id,
    policy: item.policy?.id,
    workload: item.workload,
    ...backupDayBounds(day, dayStartsAt, zone ?? timeZone),
    kind: item.lastSession === null ? KINDS : item.lastSession.kind,
  })}`;
}
