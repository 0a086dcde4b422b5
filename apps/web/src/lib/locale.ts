/** Made when first asked for, then kept: formatters are dear, and the first use of Intl takes a page tens of milliseconds. */
export function kept<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The locale that the viewer's browser prefers, where Intl knows it; else `en-GB`. */
export const viewerLocale = kept(() => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(navigator.language)[0] ?? "en-GB";
  } catch {
    // Not a language tag at all.
    return "en-GB";
  }
});

/** Digits and calendar of the vendors' consoles, whatever is usual where the viewer is. */
export const AS_VENDORS = { numberingSystem: "latn", calendar: "gregory", timeZone: "UTC" } as const;

/** All English is one: some regions write `Sept`, some `Fri.`. */
const namesLocale = () => (/^en\b/.test(viewerLocale()) ? "en-US" : viewerLocale());

/** Short names of the weekdays, Sunday first: `Fri`. */
export const shortWeekdays = kept(() => daysAs("short").map(standing));

/** The least that tells one weekday from another, for narrow columns, Sunday first: `Fr`. */
export const weekdayInitials = kept(() => {
  const narrow = daysAs("narrow");
  return daysAs("short").map((name, day) =>
    /^\p{L}{2,3}\.?$/u.test(name) ? name.slice(0, 2) : (narrow[day] ?? name),
  );
});

/** Short names of the months: `Nov`. */
export const shortMonths = kept(() => {
  const [short, long] = (["short", "long"] as const).map((month) => {
    const { format } = new Intl.DateTimeFormat(namesLocale(), { ...AS_VENDORS, month });
    return Array.from({ length: 12 }, (_, place) => format(Date.UTC(2024, place, 15)));
  }) as [string[], string[]];
  // Some languages shorten a month to its number, which beside a day's is none to read.
  return short.map((name, place) => standing(/^\d+$/.test(name) ? (long[place] ?? name) : name));
});

function daysAs(weekday: "short" | "narrow"): string[] {
  const { format } = new Intl.DateTimeFormat(namesLocale(), { ...AS_VENDORS, weekday });
  // 7 January 2024 was a Sunday.
  return Array.from({ length: 7 }, (_, place) => format(Date.UTC(2024, 0, 7 + place)));
}

/** As a name stands among figures: without the dot of its abbreviation, and not turning their order round. */
function standing(name: string): string {
  const plain = name.replace(/\.$/, "");
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(plain) ? `\u2068${plain}\u2069` : plain;
}
