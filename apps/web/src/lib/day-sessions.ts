import { stringifySearch } from "./search.ts";
import { backupDayBounds } from "./zone.ts";

/** The address of the backup sessions of one backup day, for each value of a filter. */
export function daySessionsHref(
  day: string,
  days: { dayStartsAt: string; timeZone: string } | undefined,
  filter: "client" | "device" | "policy",
): (row: { id: string }) => string {
  const bounds = backupDayBounds(day, days?.dayStartsAt ?? "12:00", days?.timeZone ?? "UTC");
  return ({ id }) =>
    `/sessions${stringifySearch({ [filter]: id, ...bounds, kind: ["backup", "snapshot", "copy"] })}`;
}
