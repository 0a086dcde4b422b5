/** A search string as it stands in the address: each name once, or repeated. */
export type RawSearch = Record<string, string | string[]>;

/** Plain names and values, no JSON: what a person may read, type and send on. */
export function parseSearch(text: string): RawSearch {
  const found: RawSearch = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = Object.hasOwn(found, name) ? found[name] : undefined;
    if (before === undefined) found[name] = value;
    else found[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") parameters.append(name, String(one));
    }
  }
  const text = parameters.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

type Raw = Record<string, unknown>;

function values(raw: Raw, name: string): string[] {
  const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string" && one !== "") : [];
}

export function readText(raw: Raw, name: string): string | undefined {
  return values(raw, name)[0];
}

/** Ids and free text: repeated, never split. */
export function readTexts(raw: Raw, name: string): string[] | undefined {
  const found = [...new Set(values(raw, name))];
  return found.length === 0 ? undefined : found;
}

/** Words of a vocabulary: repeated or with commas; what is none of them is left out. */
export function readWords<W extends string>(raw: Raw, name: string, known: readonly W[]): W[] | undefined {
  const found = values(raw, name).flatMap((value) => value.split(","));
  const words = known.filter((word) => found.includes(word));
  return words.length === 0 ? undefined : words;
}

export function readWord<W extends string>(raw: Raw, name: string, known: readonly W[]): W | undefined {
  return known.find((word) => word === readText(raw, name));
}

/** A whole number within bounds; anything else is as if it were not there. */
export function readNumber(raw: Raw, name: string, least: number, most: number): number | undefined {
  const value = Number(readText(raw, name) ?? Number.NaN);
  return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

/** An ISO time as the server takes it; anything else is as if it were not there. */
export function readTime(raw: Raw, name: string): string | undefined {
  const text = readText(raw, name);
  if (text === undefined || Number.isNaN(Date.parse(text))) return undefined;
  return new Date(text).toISOString();
}

/** A month, `2026-11`; anything else is as if it were not there. */
export function readMonth(raw: Raw, name: string): string | undefined {
  const text = readText(raw, name);
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;
}
