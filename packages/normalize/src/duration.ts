const TIME_SPAN = /^(?:(\d{1,6})\.)?(\d\d?):(\d\d):(\d\d)(?:\.(\d{0,7}))?$/;
const CLOCK = /^(\d{1,6}):(\d\d):(\d\d)$/;

/** A .NET TimeSpan, `[d.]hh:mm:ss[.fffffff]`, in milliseconds, finer digits cut; null for anything else. */
export function parseTimeSpan(text: string): number | null {
  const match = TIME_SPAN.exec(text);
  if (!match) return null;
  const [, days = "0", hours, minutes, seconds, fraction = ""] = match;
  if (Number(hours) > 23) return null;
  const whole = clockMs(Number(days) * 24 + Number(hours), Number(minutes), Number(seconds));
  return whole === null ? null : whole + Number(fraction.slice(0, 3).padEnd(3, "0"));
}

/** `hh:mm:ss`, hours past 24 allowed, in milliseconds; null for anything else. */
export function parseClock(text: string): number | null {
  const match = CLOCK.exec(text);
  return match && clockMs(Number(match[1]), Number(match[2]), Number(match[3]));
}

function clockMs(hours: number, minutes: number, seconds: number): number | null {
  return minutes < 60 && seconds < 60 ? ((hours * 60 + minutes) * 60 + seconds) * 1000 : null;
}
