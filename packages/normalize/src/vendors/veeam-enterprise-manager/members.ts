import type { XmlElement } from "../../xml-records.ts";

/** Members of one level of a reply, by their keys in lower case: keys are PascalCase up to version 12 and camelCase from 13 on. */
export type Members = ReadonlyMap<string, unknown>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object's own members. */
export function membersOfObject(value: Record<string, unknown>): Members {
  const members = new Map<string, unknown>();
  for (const key of Object.keys(value)) members.set(key.toLowerCase(), value[key]);
  return members;
}

/** An element's attributes and children as one: the vendor has some facts as the one, some as the other. */
export function membersOfElement(element: XmlElement): Members {
  const members = new Map<string, unknown>();
  for (const child of element.children) {
    const key = child.name.toLowerCase();
    if (!members.has(key)) members.set(key, valueOf(child));
  }
  for (const key of Object.keys(element.attributes)) members.set(key.toLowerCase(), element.attributes[key]);
  return members;
}

/** A text as it came; null where absent, blank or not a text. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Takes the members of a fixed set of keys and no others; what a record lacks is undefined. */
export interface Taker<Key extends string> {
  fromObject(value: Record<string, unknown>): Record<Key, unknown>;
  fromElement(element: XmlElement): Record<Key, unknown>;
}

/**
 * For what a reply holds in thousands: several times as fast as a map of everything.
 * @param none each wanted key, in lower case, as undefined.
 */
export function createTaker<Key extends string>(none: Record<Key, unknown>): Taker<Key> {
  const wantedKey = createKeyFinder(none);
  return {
    fromObject(value) {
      const taken = { ...none };
      for (const key of Object.keys(value)) {
        const wanted = wantedKey(key);
        if (wanted !== null) taken[wanted] = value[key];
      }
      return taken;
    },
    fromElement({ children, attributes }) {
      const taken = { ...none };
      for (const child of children) {
        const wanted = wantedKey(child.name);
        if (wanted !== null && taken[wanted] === undefined) taken[wanted] = valueOf(child);
      }
      for (const key of Object.keys(attributes)) {
        const wanted = wantedKey(key);
        if (wanted !== null) taken[wanted] = attributes[key];
      }
      return taken;
    },
  };
}

function valueOf(child: XmlElement): XmlElement | string {
  return child.children.length > 0 ? child : child.text;
}

const MAX_SPELLINGS = 200;

/** Vendors spell a key in one or two ways, so each spelling is put into lower case once. */
function createKeyFinder<Key extends string>(wanted: Record<Key, unknown>): (key: string) => Key | null {
  const known = new Map<string, Key | null>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const lower = key.toLowerCase();
    const meant = Object.hasOwn(wanted, lower) ? (lower as Key) : null;
    if (known.size < MAX_SPELLINGS) known.set(key, meant);
    return meant;
  };
}
