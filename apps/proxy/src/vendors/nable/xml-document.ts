import { createDecoder } from "@lastgood/normalize";
import { XMLParser } from "fast-xml-parser";

export type XmlValue = string | XmlNode | XmlValue[] | undefined;
export interface XmlNode {
  [name: string]: XmlValue;
}

const LISTS = new Set(["client", "site", "server", "workstation"]);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  // Ids like 0012 and 1e5 are text.
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});

/** The reply's `result` element; throws with words for a user where it is cut off, no XML or another document. */
export function parseResult(bytes: Uint8Array): XmlNode {
  const decoder = createDecoder("xml");
  const text = (decoder.decode(bytes) + decoder.end()).trim();
  const problem = problemOf(text);
  if (problem !== null) throw new Error(problem);
  let document: XmlNode;
  try {
    // Without validation the parser takes cut-off documents for whole ones.
    document = parser.parse(text, true);
  } catch {
    throw new Error(text.endsWith("</result>") ? "its XML is broken" : "it ends before its XML does");
  }
  const { result } = document;
  if (result === "") return {};
  if (typeof result !== "object" || Array.isArray(result)) throw new Error("its XML is broken");
  return result;
}

const MOST_LEVELS = 100;

/** What can be told before the parser spends its time on it. */
function problemOf(text: string): string | null {
  if (text === "") return "it is empty";
  const root = /^(?:<[?!][^<>]*>\s*)*<([\w:.-]+)/.exec(text)?.[1];
  if (root === undefined)
    return /<!DOCTYPE/i.test(text.slice(0, 500)) ? "it defines entities of its own" : "it is no XML";
  if (root !== "result") return `it is a document of <${root}>`;
  let level = 0;
  for (const [tag] of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[\w/][^>]*>/g)) {
    if (tag.startsWith("<!")) continue;
    if (tag.startsWith("</")) level -= 1;
    else if (!tag.endsWith("/>")) level += 1;
    if (level > MOST_LEVELS) return `it is nested more than ${MOST_LEVELS} levels deep`;
  }
  return null;
}

/** The children of that name; empty where the parent is empty or missing. */
export function listOf(parent: XmlValue, name: string): XmlNode[] {
  const list = isNode(parent) ? parent[name] : undefined;
  return Array.isArray(list) ? list.filter(isNode) : [];
}

export function nodeOf(parent: XmlValue, name: string): XmlValue {
  return isNode(parent) ? parent[name] : undefined;
}

/** Null where there is no text, or the word `none`, which N-able writes for nothing. */
export function textOf(parent: XmlValue, name: string): string | null {
  const value = nodeOf(parent, name);
  const text = isNode(value) ? value["#text"] : value;
  const told = typeof text === "string" ? text.trim() : "";
  return told === "" || told === "none" ? null : told;
}

function isNode(value: XmlValue): value is XmlNode {
  return typeof value === "object" && !Array.isArray(value);
}
