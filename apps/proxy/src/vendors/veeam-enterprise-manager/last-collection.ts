/**
 * When Enterprise Manager last collected from its backup servers, read from `/systemSessions` in XML or JSON, in either
 * key case: what it tells cannot be newer. `at` is ISO 8601 in UTC, null where no collection that went well is told; the
 * whole is null where the reply cannot be read to its end.
 */
export function readLastCollection(reply: Uint8Array): { at: string | null } | null {
  const text = new TextDecoder().decode(reply).trim();
  const records = text.startsWith("<") ? recordsOfXml(text) : recordsOfJson(text);
  if (records === null) return null;
  const ends = records
    .filter((record) => record.sessiontype === "CollectJob" && record.state === "Stopped")
    .filter(({ result }) => result === "Success" || result === "Warning")
    .map((record) => Date.parse(utc(record.endtimeutc ?? record.endtime ?? "")))
    .filter((time) => !Number.isNaN(time));
  return { at: ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString() };
}

type Texts = Record<string, string>;

function recordsOfXml(text: string): Texts[] | null {
  if (!/(<\/(SystemSessions|EntityReferences)>|<SystemSessions[^<]*\/>)$/.test(text)) return null;
  return [...text.matchAll(/<SystemSession\s[\s\S]*?<\/SystemSession>/g)].map(([record]) =>
    Object.fromEntries(
      [...record.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = "", value = ""]) => [
        name.toLowerCase(),
        value,
      ]),
    ),
  );
}

function recordsOfJson(text: string): Texts[] | null {
  const found: Texts[] = [];
  try {
    JSON.parse(text, (_, value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      const texts = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      );
      found.push(Object.fromEntries(texts.map(([key, told]) => [key.toLowerCase(), told])));
      return value;
    });
  } catch {
    return null;
  }
  return found;
}

/** Times without an offset are UTC; digits past the millisecond are more than a date can read. */
function utc(time: string): string {
  const cut = time.replace(/(\.\d{3})\d+/, "$1");
  return /(Z|[+-]\d\d:\d\d)$/.test(cut) ? cut : `${cut}Z`;
}
