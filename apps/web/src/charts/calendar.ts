import { AS_VENDORS, kept, shortWeekdays, viewerLocale } from "../lib/locale.ts";

const DAY = 86_400_000;

/** `2026-11`, `months` earlier or later. */
export function shiftMonth(month: string, months: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/**
 * The weeks of a month, seven places each: a day (`2026-11-20`), or null where the place belongs to another month.
 *
 * @param firstWeekday 1 Monday … 7 Sunday
 */
export function calendarWeeks(month: string, firstWeekday: number): (string | null)[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const length = (Date.parse(`${shiftMonth(month, 1)}-01T00:00:00Z`) - first) / DAY;
  const lead = (new Date(first).getUTCDay() - firstWeekday + 14) % 7;
  const places = Math.ceil((lead + length) / 7) * 7;
  const days = Array.from({ length: places }, (_, place) =>
    place < lead || place >= lead + length
      ? null
      : new Date(first + (place - lead) * DAY).toISOString().slice(0, 10),
  );
  return Array.from({ length: places / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** With which weekday weeks begin where the viewer is: 1 Monday … 7 Sunday; Monday where the browser cannot tell. */
export function firstWeekday(locale: string): number {
  // Not yet in TypeScript's own library; a property in older browsers, absent in some.
  type Week = { firstDay: number };
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => Week; weekInfo?: Week };
  return known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
}

/** Short names of the weekdays in the order of a calendar's columns. */
export function weekdayNames(firstWeekday: number): string[] {
  const names = shortWeekdays();
  return names.map((_, place) => names[(firstWeekday + place) % 7] ?? "");
}

/** `November 2026`. */
export function formatMonth(month: string): string {
  return months().format(Date.parse(`${month}-15T12:00:00Z`));
}
const months = kept(
  () => new Intl.DateTimeFormat(viewerLocale(), { ...AS_VENDORS, month: "long", year: "numeric" }),
);
