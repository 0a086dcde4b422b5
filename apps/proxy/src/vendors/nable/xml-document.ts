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

/** The reply's `result` element; throws with the parser's words for what is cut off, no XML or another document. */
export function parseResult(bytes: Uint8Array): XmlNode {
  const decoder = createDecoder("xml");
  const text = decoder.decode(bytes) + decoder.end();
  // Without validation the parser takes cut-off and empty documents for whole ones.
  const document: XmlNode = parser.parse(text, true);
  const root = Object.keys(document).find((name) => name !== "?xml");
  const result = document.result;
  if (result === "") return {};
  if (root !== "result" || typeof result !== "object" || Array.isArray(result))
    throw new Error(`a document of <${root ?? "nothing"}> came`);
  return result;
}

/** The children of that name; empty where the parent is empty or missing. */
export function listOf(parent: XmlValue, name: string): XmlNode[] {
  const list = isNode(parent) ? parent[name] : undefined;
  return Array.isArray(list) ? list.filter(isNode) : [];
}

export function nodeOf(parent: XmlValue, name: string): XmlValue {
  return isNode(parent) ? parent[name] : undefined;
}

/** Null where there is no text. */
export function textOf(parent: XmlValue, name: string): string | null {
  const value = nodeOf(parent, name);
  const text = isNode(value) ? value["#text"] : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : null;
}

function isNode(value: XmlValue): value is XmlNode {
  return typeof value === "object" && !Array.isArray(value);
}
