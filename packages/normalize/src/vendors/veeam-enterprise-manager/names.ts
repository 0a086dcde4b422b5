import { parseUtc, zonedToUtc } from "../../time.ts";

/** A session's Name is `<title>@<time>`; titles may hold `@` themselves. Time is null where nothing like one follows. */
export function splitName(name: string): { title: string; time: string | null } {
  const at = name.lastIndexOf("@");
  if (at < 0 || !/^\s*\d/.test(name.slice(at + 1))) return { title: name, time: null };
  return { title: name.slice(0, at), time: name.slice(at + 1).trim() };
}

/** The time in a Name is the backup server's local time, in version 13 with up to six digits of a second. */
export function nameTimeToUtc(text: string, timeZone: string): string | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/.exec(text);
  if (parts === null || parseUtc(text) === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const instant = zonedToUtc({ year, month, day, hour, minute, second }, timeZone);
  return new Date(instant + milliseconds).toISOString();
}

/** What follows `<job name> - ` in a machine session's title; null where the title does not begin so. */
export function hostAfterJob(title: string, jobName: string): string | null {
  const prefix = `${jobName} - `;
  return title.startsWith(prefix) && title.length > prefix.length ? title.slice(prefix.length) : null;
}

/** What follows the last ` - `: right unless the host's own name holds one. */
export function hostAfterLastDash(title: string): string | null {
  const dash = title.lastIndexOf(" - ");
  return dash > 0 && dash + 3 < title.length ? title.slice(dash + 3) : null;
}

/** A machine session's title without ` - <host>`. */
export function withoutHost(title: string, host: string | null): string {
  return host !== null && title.endsWith(` - ${host}`) ? title.slice(0, -host.length - 3) : title;
}
