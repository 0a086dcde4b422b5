import type { Link } from "./schema.ts";

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const GUID_LENGTH = 36;

/** The guid that ends a UID (`urn:veeam:Job:<guid>`) or an Href's path, in lower case; query and host are left aside. */
export function guidIn(text: string | null): string | null {
  if (text === null) return null;
  const path = text.split(/[?#]/, 1)[0]?.replace(/\/+$/, "") ?? "";
  const guid = path.slice(-GUID_LENGTH).toLowerCase();
  return GUID.test(guid) ? guid : null;
}

/** Links come in no particular order, so they are found by what they say; of several, the one of that name. */
export function findLink(links: readonly Link[], rel: string, type: string, name?: string): Link | null {
  const fitting = links.filter((link) => sameWord(link.rel, rel) && sameWord(link.type, type));
  return fitting.find((link) => name !== undefined && sameWord(link.name, name)) ?? fitting[0] ?? null;
}

function sameWord(word: string | null, expected: string): boolean {
  return word !== null && word.toLowerCase() === expected.toLowerCase();
}
