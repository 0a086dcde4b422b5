import { SaxesParser } from "saxes";
import { createDecoder } from "./decode.ts";
import { isBlank, readPlainElement, skipBlank } from "./plain-xml.ts";

/** Names are local, without prefix; records inherit nothing. `text`: its own, CDATA included, untrimmed. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

export interface XmlRecordsOptions {
  /** Asked for each element outside records; `path` holds the names from the root to the element itself. */
  isRecord(path: readonly string[]): boolean;
  /** `text` is the record as it came, decoded. Whole records before a cut are handed over too. */
  onRecord(element: XmlElement, text: string): void;
}

/** `root`: everything outside records; null where the document did not get that far. */
export type XmlEnd =
  | { ok: true; root: XmlElement }
  | { ok: false; kind: "cut-off" | "not-xml"; message: string; root: XmlElement | null };

export interface XmlRecords {
  push(bytes: Uint8Array): void;
  end(): XmlEnd;
}

/** Bounds the memory held: for one record, and for all that stands outside records. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 100;
/** How many characters of a record are waited for before the parser takes them as they come. */
const MAX_WAIT = 256 * 1024;
/** What an element costs beside its text, for the bound. */
const ELEMENT_COST = 64;

const ENTITIES = { amp: "&", gt: ">", lt: "<", quot: '"', apos: "'" };

class XmlProblem extends Error {}

/**
 * Reads an XML document while it arrives and hands its records over one by one. Strict: what is not well-formed, custom
 * entities, and nesting past a hundred levels make it fail.
 */
export function createXmlRecords(options: XmlRecordsOptions): XmlRecords {
  const decoder = createDecoder("xml");
  const parser = new SaxesParser({ position: false });
  // Without a prototype, `&constructor;` is the undefined entity that it should be.
  parser.ENTITIES = Object.assign(Object.create(null), ENTITIES) as Record<string, string>;

  const open: XmlElement[] = [];
  const path: string[] = [];
  let root: XmlElement | null = null;
  let failure: string | null = null;
  let hasBegun = false;
  /** What is held of the document: from the start of the open record or tag on. Up to `read`, it is done with. */
  let text = "";
  let read = 0;
  /** What the parser's own count of characters is ahead of a place in `text`. */
  let offset = 0;
  /** Depth of the open record's element, 0 outside records. */
  let recordDepth = 0;
  let recordStart = 0;
  /** The end tag of the records that came last; where the parser stands just past one, the next may be read plainly. */
  let endTag: string | null = null;
  let isBetween = false;
  /** Up to here, `text` has no further end tag. */
  let searched = 0;
  let envelopeSize = 0;
  /** Whether the tag that is being read has attributes with a prefix. */
  let hasPrefixes = false;
  let closed: { element: XmlElement; text: string; end: number } | null = null;

  // The parser closes an element before it finds the end tag's name wrong, so a record waits until it has read on.
  function handOver(): void {
    if (closed === null) return;
    const record = closed;
    closed = null;
    options.onRecord(record.element, record.text);
  }

  function growEnvelope(by: number): void {
    envelopeSize += by;
    if (envelopeSize > MAX_CHARACTERS) throw new XmlProblem("The reply holds too much beside its records");
  }

  // Which of two problems the parser meets first depends on the pieces, so its own words are not told.
  parser.on("error", () => {
    throw new XmlProblem(root === null ? "The reply is no XML" : "The reply's XML is broken");
  });

  parser.on("attribute", ({ name }) => {
    hasPrefixes ||= name.includes(":");
  });

  parser.on("opentag", (tag) => {
    handOver();
    const attributes = tag.attributes as Record<string, string>;
    const element: XmlElement = {
      name: localName(tag.name),
      attributes: hasPrefixes ? localAttributes(attributes) : attributes,
      children: [],
      text: "",
    };
    hasPrefixes = false;
    const parent = open.at(-1);
    open.push(element);
    if (open.length > MAX_DEPTH)
      throw new XmlProblem(`The reply is nested more than ${MAX_DEPTH} levels deep`);
    if (recordDepth > 0) {
      parent?.children.push(element);
      return;
    }
    path.push(element.name);
    if (options.isRecord(path)) {
      recordDepth = open.length;
      recordStart = text.lastIndexOf("<", parser.position - offset - 1);
      root ??= element;
      return;
    }
    growEnvelope(ELEMENT_COST);
    parent?.children.push(element);
    root ??= element;
  });

  function onText(piece: string): void {
    const element = open.at(-1);
    if (!element) return;
    if (recordDepth === 0) {
      if (isBlank(piece)) return;
      growEnvelope(piece.length);
    }
    element.text = element.text === "" ? piece : element.text + piece;
  }
  parser.on("text", onText);
  parser.on("cdata", onText);

  parser.on("closetag", (tag) => {
    handOver();
    const element = open.pop();
    if (element && element.children.length > 0 && isBlank(element.text)) element.text = "";
    if (recordDepth === 0) {
      path.pop();
    } else if (element && open.length < recordDepth) {
      const end = parser.position;
      closed = { element, text: text.slice(recordStart, end - offset), end };
      endTag = tag.name.includes(":") ? null : `</${tag.name}>`;
      recordDepth = 0;
      path.pop();
    }
  });

  function attempt(work: () => void): void {
    try {
      work();
    } catch (problem) {
      if (!(problem instanceof XmlProblem)) throw problem;
      failure = problem.message;
      if (closed && parser.position === closed.end) closed = null;
      handOver();
      text = "";
    }
  }

  function take(decoded: string, isLast: boolean): void {
    const piece = hasBegun ? decoded : decoded.trimStart();
    if (failure !== null || (piece === "" && !isLast)) return;
    hasBegun ||= piece !== "";
    text += piece;
    attempt(() => {
      while (read < text.length && (!isBetween || readPlainRecord(isLast))) parse(nextEnd());
      keepTheRest();
    });
  }

  /** Records of plain XML, one after the other, need no parser. False where more text must come to tell. */
  function readPlainRecord(isLast: boolean): boolean {
    const tag = endTag;
    if (tag === null) return true;
    for (;;) {
      const start = skipBlank(text, read);
      const end = text.indexOf(tag, Math.max(start, searched));
      if (end < 0) {
        searched = Math.max(start, text.length - tag.length);
        return isLast || text.length - start > MAX_WAIT;
      }
      const plain = text[start] === "<" ? readPlainElement(text, start, tag) : null;
      if (plain === null) return true;
      offset -= plain.end - read;
      read = plain.end;
      options.onRecord(plain.element, text.slice(start, plain.end));
    }
  }

  /** The parser is given no more than to the end of a record, so that what follows may be read plainly. */
  function nextEnd(): number {
    const end = endTag === null ? -1 : text.indexOf(endTag, read);
    return end < 0 || endTag === null ? text.length : end + endTag.length;
  }

  function parse(until: number): void {
    parser.write(text.slice(read, until));
    read = until;
    // The parser's own count is only right while it writes.
    isBetween = closed !== null && closed.end - offset === until && open.length > 0;
    handOver();
  }

  /** Drops what is done with, but for a tag that is still open: it may begin a record. */
  function keepTheRest(): void {
    const from = recordDepth > 0 ? recordStart : Math.max(0, text.lastIndexOf("<", read - 1));
    text = text.slice(from);
    read -= from;
    searched -= from;
    offset += from;
    recordStart -= from;
    if (text.length > MAX_CHARACTERS) throw new XmlProblem("One element of the reply is too large");
  }

  return {
    push: (bytes) => take(decoder.decode(bytes), false),
    end() {
      take(decoder.end(), true);
      if (failure !== null) return { ok: false, kind: "not-xml", message: failure, root };
      if (!hasBegun) return { ok: false, kind: "not-xml", message: "The reply is empty", root };
      attempt(() => parser.close());
      if (failure !== null || root === null) {
        return { ok: false, kind: "cut-off", message: "The reply ends before its XML does", root };
      }
      return { ok: true, root };
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  const local = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(attributes)) {
    if (!name.startsWith("xmlns:")) local[localName(name)] = attributes[name] ?? "";
  }
  return local;
}
