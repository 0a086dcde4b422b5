import type { XmlElement } from "./xml-records.ts";

/**
 * Reads one element of the plain XML that vendors' records are made of, several times as fast as a whole parser: ASCII
 * names without prefix, attributes, text, child elements. Null for whatever else XML can hold, and for what is not
 * well-formed: the whole parser decides then. `text` must hold the end of the element.
 */
export function readPlainElement(
  text: string,
  from: number,
  closeTag: string,
): { element: XmlElement; end: number } | null {
  // Not the end where a child has the same name; the characters up to it are checked all the same.
  const firstEnd = text.indexOf(closeTag, from) + closeTag.length;
  if (needsParser(text.slice(from, firstEnd))) return null;
  const cursor = { text, at: from };
  const element = readElement(cursor, 0);
  return element && cursor.at === firstEnd ? { element, end: firstEnd } : null;
}

interface Cursor {
  readonly text: string;
  at: number;
}

const FORBIDDEN = /[^\t\n\r -\ufffd]/;

/** Characters that XML forbids, entities, and the end of a CDATA section. One expression for all takes longer. */
function needsParser(text: string): boolean {
  return text.includes("&") || text.includes("]]>") || FORBIDDEN.test(text);
}

const MAX_DEPTH = 20;

/** Inherits nothing, so that no attribute's name finds a method; twice as fast to fill and read as `Object.create(null)`. */
const Attributes = function () {} as unknown as new () => Record<string, string>;
Attributes.prototype = Object.freeze(Object.create(null));

const NO_ATTRIBUTES: Record<string, string> = Object.freeze(new Attributes());
const NO_CHILDREN = Object.freeze([]) as unknown as XmlElement[];

const SLASH = 0x2f;
const GREATER = 0x3e;
const EQUALS = 0x3d;

/** Begins at `<` and leaves the cursor past the element's end. */
function readElement(cursor: Cursor, depth: number): XmlElement | null {
  const { text } = cursor;
  if (depth > MAX_DEPTH) return null;
  cursor.at += 1;
  const name = readName(cursor);
  const attributes = name === "" ? null : readAttributes(cursor);
  if (attributes === null) return null;
  const element: XmlElement = { name, attributes, children: NO_CHILDREN, text: "" };
  if (text.charCodeAt(cursor.at) === SLASH) {
    cursor.at += 2;
    return text.charCodeAt(cursor.at - 1) === GREATER ? element : null;
  }
  cursor.at += 1;
  return readContent(cursor, element, depth) ? element : null;
}

/** Begins past the start tag; false where the content is not plain. */
function readContent(cursor: Cursor, element: XmlElement, depth: number): boolean {
  const { text } = cursor;
  for (;;) {
    const less = text.indexOf("<", cursor.at);
    if (less < 0) return false;
    if (less > cursor.at) {
      const piece = text.slice(cursor.at, less);
      element.text += piece.includes("\r") ? piece.replace(/\r\n?/g, "\n") : piece;
    }
    cursor.at = less;
    if (text.charCodeAt(less + 1) === SLASH) break;
    const child = readElement(cursor, depth + 1);
    if (child === null) return false;
    if (element.children === NO_CHILDREN) element.children = [child];
    else element.children.push(child);
  }
  const end = cursor.at + 2 + element.name.length;
  if (!text.startsWith(element.name, cursor.at + 2) || text.charCodeAt(end) !== GREATER) return false;
  cursor.at = end + 1;
  if (element.children !== NO_CHILDREN && isBlank(element.text)) element.text = "";
  return true;
}

/** Begins past the tag's name and leaves the cursor at `>` or `/`; null where something else stands. */
function readAttributes(cursor: Cursor): Record<string, string> | null {
  const { text } = cursor;
  let attributes = NO_ATTRIBUTES;
  for (;;) {
    const before = cursor.at;
    cursor.at = skipBlank(text, before);
    const code = text.charCodeAt(cursor.at);
    if (code === GREATER || code === SLASH) return attributes;
    const name = cursor.at === before ? "" : readName(cursor);
    const quote = text[cursor.at + 1];
    if (name === "" || text.charCodeAt(cursor.at) !== EQUALS || (quote !== '"' && quote !== "'")) return null;
    const from = cursor.at + 2;
    const to = text.indexOf(quote, from);
    const value = text.slice(from, to);
    if (to < 0 || /[<\t\r\n]/.test(value)) return null;
    if (attributes === NO_ATTRIBUTES) attributes = new Attributes();
    if (attributes[name] !== undefined) return null;
    attributes[name] = value;
    cursor.at = to + 1;
  }
}

/** Empty where no plain name stands. A prefix or a letter past ASCII ends it, and what follows is then not plain. */
function readName(cursor: Cursor): string {
  const { text } = cursor;
  const from = cursor.at;
  let at = from;
  while (isNameCode(text.charCodeAt(at), at === from)) at += 1;
  cursor.at = at;
  return text.slice(from, at);
}

function isNameCode(code: number, isFirst: boolean): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x5f ||
    (!isFirst && ((code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e))
  );
}

export function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

export function skipBlank(text: string, from: number): number {
  let at = from;
  while (isWhite(text.charCodeAt(at))) at += 1;
  return at;
}

function isWhite(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
