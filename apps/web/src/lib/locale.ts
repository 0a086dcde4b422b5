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
export const shortWeekdays = kept(() => {
  const short = weekdays("short");
  const isLong = short.some(({ length }) => length > 5);
  return (isLong ? briefest(weekdays("narrow"), cut(short, 3), short) : short).map(inLine);
});

/** The least that tells one weekday from another, for narrow columns, Sunday first: `Fr`. */
export const weekdayInitials = kept(() => {
  const short = weekdays("short");
  return briefest(cut(short, 2), weekdays("narrow"), cut(short, 3), short);
});

/** Short names of the months: `Nov`. */
export const shortMonths = kept(() => {
  const short = months("short");
  // Some languages shorten a month to its number, which beside a day's cannot be read.
  if (!short.some((name) => /^\d+$/.test(name))) return short.map(inLine);
  const long = months("long");
  return briefest(cut(long, 3), cut(long, 4), long);
});

function weekdays(weekday: "short" | "narrow"): string[] {
  const { format } = new Intl.DateTimeFormat(namesLocale(), { ...AS_VENDORS, weekday });
  // 7 January 2024 was a Sunday.
  return Array.from({ length: 7 }, (_, place) => withoutDot(format(Date.UTC(2024, 0, 7 + place))));
}

function months(month: "short" | "long"): string[] {
  const { format } = new Intl.DateTimeFormat(namesLocale(), { ...AS_VENDORS, month });
  return Array.from({ length: 12 }, (_, place) => withoutDot(format(Date.UTC(2024, place, 15))));
}

const withoutDot = (name: string) => name.replace(/^([^.]+)\.$/, "$1");

const cut = (names: readonly string[], length: number) => names.map((name) => name.slice(0, length));

/** The first of these in which no two names are the same; else the last. */
function briefest(...ways: [string[], ...string[][]]): string[] {
  return ways.find((names) => new Set(names).size === names.length) ?? (ways.at(-1) as string[]);
}

/** A name that is written from right to left must not turn round the order of the figures beside it. */
function inLine(name: string): string {
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(name) ? `\u2068${name}\u2069` : name;
}
