import type { Link } from "./schema.ts";

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const GUID_LENGTH = 36;

/** The guid that ends a UID (`urn:veeam:Job:<guid>`) or an Href's path, in lower case; query and host are left aside. */
export function guidIn(text: string | null): string | null {
  if (text === null) return null;
  let end = Math.min(placeOf("?", text), placeOf("#", text));
  while (text[end - 1] === "/") end -= 1;
  const guid = text.slice(Math.max(0, end - GUID_LENGTH), end).toLowerCase();
  return GUID.test(guid) ? guid : null;
}

function placeOf(character: string, text: string): number {
  const at = text.indexOf(character);
  return at < 0 ? text.length : at;
}

/** Links come in no particular order, so they are found by what they say; of several, the one of that name. */
export function findLink(links: readonly Link[], to: Link["to"], name?: string): Link | null {
  const fitting = links.filter((link) => link.to === to);
  return fitting.find((link) => name !== undefined && isSameWord(link.name, name)) ?? fitting[0] ?? null;
}

export function isSameWord(word: string | null, expected: string): boolean {
  return word === expected || (word !== null && word.toLowerCase() === expected.toLowerCase());
}
