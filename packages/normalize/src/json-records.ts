import { createDecoder } from "./decode.ts";

export interface JsonRecordsOptions {
  /**
   * Asked once when an array opens outside records. `path`: the object keys down to it, and `[]` for each array it
   * stands in; `[]` itself, the empty path, is a bare top-level array.
   */
  isRecordArray(path: readonly string[]): boolean;
  /** `text` is the record's exact JSON as it came. */
  onRecord(value: unknown, text: string): void;
}

/** `envelope`: the document with every record array emptied. */
export type JsonEnd =
  | { ok: true; envelope: unknown }
  | { ok: false; kind: "cut-off" | "not-json"; message: string };

export interface JsonRecords {
  push(bytes: Uint8Array): void;
  end(): JsonEnd;
}

/** Bounds the work of one push and the memory held: for one record, and for all that stands outside records. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 100;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

interface Frame {
  isArray: boolean;
  /** The key last read, with its quotes. */
  key: string;
  expectsKey: boolean;
}

/**
 * Cuts a JSON document at the borders of its records while it arrives, and parses each by itself, so that neither time
 * nor memory grows with the document. Records already handed over do not make the document valid: `end` tells.
 */
export function createJsonRecords(options: JsonRecordsOptions): JsonRecords {
  const decoder = createDecoder("json");
  const frames: Frame[] = [];
  let mode: "start" | "envelope" | "list" | "record" | "done" = "start";
  let envelope = "";
  let text = "";
  let at = 0;
  /** Where what is not yet handed on begins: a record, or a run of the envelope. */
  let start = 0;
  let stringStart = -1;
  let depth = 0;
  let expects: "record or end" | "record" | "comma" = "record or end";
  let recordCount = 0;
  let failure: string | null = null;

  function fail(message: string): void {
    failure ??= message;
    text = "";
    envelope = "";
  }

  function path(): string[] {
    return frames.map((frame) => (frame.isArray ? "[]" : unquote(frame.key)));
  }

  function scanStart(): void {
    at = skipWhite(text, at);
    if (at === text.length) return;
    const code = text.charCodeAt(at);
    if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return fail("The reply is no JSON object or list");
    mode = "envelope";
  }

  function scanEnvelope(): void {
    while (at < text.length) {
      const frame = frames.at(-1);
      if (stringStart >= 0) {
        const end = stringEnd(text, at, stringStart);
        at = end < 0 ? text.length : end;
        if (end < 0) return;
        if (frame?.expectsKey) {
          frame.key = text.slice(stringStart, at);
          frame.expectsKey = false;
        }
        stringStart = -1;
        continue;
      }
      const code = text.charCodeAt(at);
      at += 1;
      if (code === QUOTE) {
        stringStart = at - 1;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        if (code === OPEN_BRACKET && options.isRecordArray(path())) {
          envelope += text.slice(start, at);
          start = at;
          mode = "list";
          expects = "record or end";
          return;
        }
        frames.push({ isArray: code === OPEN_BRACKET, key: "", expectsKey: code === OPEN_BRACE });
        if (frames.length > MAX_DEPTH) return fail(`The reply is nested more than ${MAX_DEPTH} levels deep`);
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        if (frames.pop()?.isArray !== (code === CLOSE_BRACKET))
          return fail("The reply's brackets do not match");
        if (frames.length === 0) return closeRoot();
      } else if (code === COMMA && frame) {
        frame.expectsKey = !frame.isArray;
      }
    }
  }

  function closeRoot(): void {
    envelope += text.slice(start, at);
    start = at;
    mode = "done";
  }

  function scanList(): void {
    at = skipWhite(text, at);
    if (at === text.length) return;
    const code = text.charCodeAt(at);
    start = at;
    if (code === CLOSE_BRACKET) {
      if (expects === "record") return fail("The list of records ends with a comma");
      at += 1;
      mode = "envelope";
      if (frames.length === 0) closeRoot();
    } else if (expects !== "comma") {
      mode = "record";
      depth = 0;
    } else if (code === COMMA) {
      at += 1;
      expects = "record";
    } else {
      fail(`Something other than a comma follows record ${recordCount}`);
    }
  }

  function scanRecord(): void {
    const scanned = text;
    const length = scanned.length;
    let i = at;
    while (i < length) {
      if (stringStart >= 0) {
        const end = stringEnd(scanned, i, stringStart);
        i = end < 0 ? length : end;
        if (end < 0) break;
        stringStart = -1;
        if (depth === 0) return finishRecord(i);
        continue;
      }
      const code = scanned.charCodeAt(i);
      if (code === QUOTE) {
        stringStart = i;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        depth += 1;
        if (depth + frames.length >= MAX_DEPTH) {
          return fail(`The reply is nested more than ${MAX_DEPTH} levels deep`);
        }
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        if (depth === 0) return finishRecord(i);
        depth -= 1;
        if (depth === 0) return finishRecord(i + 1);
      } else if (depth === 0 && (code === COMMA || isWhite(code))) {
        return finishRecord(i);
      }
      i += 1;
    }
    at = i;
  }

  function finishRecord(end: number): void {
    const record = text.slice(start, end);
    const value = parse(record);
    recordCount += 1;
    if (value === undefined) return fail(`Record ${recordCount} is not valid JSON${hint(record)}`);
    at = end;
    start = end;
    mode = "list";
    expects = "comma";
    options.onRecord(value, record);
  }

  function scan(): void {
    while (at < text.length && failure === null) {
      if (mode === "record") scanRecord();
      else if (mode === "list") scanList();
      else if (mode === "envelope") scanEnvelope();
      else if (mode === "start") scanStart();
      else {
        at = skipWhite(text, at);
        if (at < text.length) fail("Something follows the end of the JSON document");
      }
    }
    keepTheRest();
  }

  /** Drops what is done with, so that a long reply is never held whole. */
  function keepTheRest(): void {
    if (failure !== null) return;
    if (mode === "envelope") {
      const until = stringStart >= 0 ? stringStart : at;
      envelope += text.slice(start, until);
      start = until;
    } else if (mode !== "record") {
      start = at;
    }
    text = text.slice(start);
    at -= start;
    if (stringStart >= 0) stringStart -= start;
    start = 0;
    if (Math.max(text.length, envelope.length) > MAX_CHARACTERS) {
      fail("One part of the reply is larger than any list of sessions has");
    }
  }

  function take(piece: string): void {
    if (failure !== null || piece === "") return;
    text += piece;
    scan();
  }

  return {
    push: (bytes) => take(decoder.decode(bytes)),
    end() {
      take(decoder.end());
      if (failure !== null) return { ok: false, kind: "not-json", message: failure };
      if (mode === "start") return { ok: false, kind: "not-json", message: "The reply is empty" };
      if (mode !== "done")
        return { ok: false, kind: "cut-off", message: "The reply ends before its JSON does" };
      const parsed = parse(envelope);
      if (parsed === undefined) {
        return { ok: false, kind: "not-json", message: `The reply is not valid JSON${hint(envelope)}` };
      }
      return { ok: true, envelope: parsed };
    },
  };
}

/** Undefined where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text copied from a web page has no-break spaces for indents, which look right and are not. */
function hint(text: string): string {
  if (!text.includes("\u00a0")) return "";
  const mended = text.replaceAll("\u00a0", " ");
  return mended.trim() === "" || parse(mended) !== undefined
    ? ": it is indented with no-break spaces (U+00A0)"
    : "";
}

function unquote(key: string): string {
  const parsed = parse(key);
  return typeof parsed === "string" ? parsed : key;
}

/** Just past the closing quote of the string that opens at `open`, or -1 while it has none. */
function stringEnd(text: string, from: number, open: number): number {
  let quote = text.indexOf('"', Math.max(from, open + 1));
  while (quote >= 0 && isEscaped(text, quote, open)) quote = text.indexOf('"', quote + 1);
  return quote < 0 ? -1 : quote + 1;
}

function isEscaped(text: string, quote: number, open: number): boolean {
  let i = quote - 1;
  while (i > open && text.charCodeAt(i) === BACKSLASH) i -= 1;
  return (quote - 1 - i) % 2 === 1;
}

function isWhite(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skipWhite(text: string, from: number): number {
  let i = from;
  while (i < text.length && isWhite(text.charCodeAt(i))) i += 1;
  return i;
}
