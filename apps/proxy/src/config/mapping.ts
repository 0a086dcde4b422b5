import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import { parseDuration } from "../duration-text.ts";
import { didYouMean } from "./nearest.ts";
import type { References } from "./references.ts";

/** Where a value stands: `path` as a reader would say it, `node` null where it is empty or missing. */
export interface Place {
  path: string;
  node: Node | null;
}

export interface Tools {
  references: References;
  /** Follows aliases. */
  resolve(node: unknown): Node | null;
  complain(place: Place, words: string): void;
}

/**
 * Reads one mapping of the file. A value that is wrong is complained of at once and comes back as undefined, an absent
 * one as null, so that callers complain of what is missing and say nothing twice.
 */
export interface Mapping {
  place: Place;
  at(key: string): Place;
  has(key: string): boolean;
  complain(key: string, words: string): void;
  text(key: string): string | null | undefined;
  boolean(key: string): boolean | null | undefined;
  /** Milliseconds. */
  duration(key: string): number | null | undefined;
  /** The places of a list; empty where there is none. */
  list(key: string): Place[];
  mapping(key: string, known: readonly string[]): Mapping | null;
  /** True where the value stands in the file itself, in clear. */
  isClear(key: string): boolean;
}

/** Null, after a complaint, where something else than a mapping stands there; an empty place is an empty mapping. */
export function readMapping(place: Place, known: readonly string[], tools: Tools): Mapping | null {
  if (place.node !== null && !isMap(place.node)) {
    tools.complain(place, `must be a group of keys (${known.slice(0, 4).join(", ")}, …)`);
    return null;
  }
  const map: YAMLMap | null = place.node;
  const at = (key: string): Place => {
    const path = place.path === "" ? key : `${place.path}.${key}`;
    return { path, node: tools.resolve(map?.get(key, true)) };
  };
  for (const pair of map?.items ?? []) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "?";
    if (!known.includes(key))
      tools.complain(
        { path: at(key).path, node: tools.resolve(pair.key) },
        `is not a known key; ${didYouMean(key, known)}`,
      );
  }
  const text = (key: string): string | null | undefined => {
    const here = at(key);
    if (isEmpty(here)) return null;
    if (!isScalar(here.node)) {
      tools.complain(here, "must be a single value");
      return undefined;
    }
    // The source, not the value: 0012 and 1e5 are ids and passwords too.
    const written = typeof here.node.value === "string" ? here.node.value : (here.node.source ?? "");
    const { text: replaced, complaint } = tools.references.replace(written);
    if (complaint === null && replaced.trim() !== "") return replaced;
    tools.complain(here, complaint ?? "is empty; give it a value or take the key out");
    return undefined;
  };
  return {
    place,
    at,
    text,
    has: (key) => !isEmpty(at(key)),
    complain: (key, words) =>
      tools.complain(isEmpty(at(key)) ? { ...place, path: at(key).path } : at(key), words),
    boolean(key) {
      const value = text(key);
      if (value === null || value === undefined) return value;
      if (value === "true" || value === "false") return value === "true";
      tools.complain(at(key), `is "${value}"; write true or false`);
    },
    duration(key) {
      const value = text(key);
      if (value === null || value === undefined) return value;
      const ms = parseDuration(value);
      if (ms !== null && ms > 0) return ms;
      tools.complain(at(key), `is "${value}"; write a duration like 90s, 15m, 1h or 400d`);
    },
    list(key) {
      const here = at(key);
      if (isEmpty(here)) return [];
      if (isSeq(here.node))
        return here.node.items.map((item, index) => ({
          path: `${here.path}[${index}]`,
          node: tools.resolve(item) ?? here.node,
        }));
      tools.complain(here, "must be a list (each entry on a line with a dash)");
      return [];
    },
    mapping: (key, keys) => readMapping(isEmpty(at(key)) ? { ...at(key), node: null } : at(key), keys, tools),
    isClear(key) {
      const { node } = at(key);
      return isScalar(node) && typeof node.value === "string"
        ? !/(?<!\$)\$\{/.test(node.value)
        : node !== null;
    },
  };
}

function isEmpty({ node }: Place): boolean {
  return node === null || (isScalar(node) && node.value === null);
}
