import { createDecoder } from "./decode.ts";

export interface CsvRow {
  cells: string[];
  /** The row as it came, without its line's end. */
  text: string;
  /** Something stands between a cell's closing quote and the cell's end. */
  isBroken: boolean;
  /** The file ends after it without a line's end, so that its last cell may be cut off; never where a quote closes it. */
  mayBeCut: boolean;
}

export interface CsvRecordsOptions {
  /** Asked with the first row, as each separator cuts it, until one is accepted: what it accepts is the header. */
  isHeader(cells: readonly string[]): boolean;
  onRow(row: CsvRow): void;
}

/** `header`: the first row as a comma cuts it, for whoever must say what is wrong with it. */
export type CsvEnd =
  | { ok: true }
  | { ok: false; kind: "cut-off" | "no-header"; message: string; header: string[] };

export interface CsvRecords {
  push(bytes: Uint8Array): void;
  end(): CsvEnd;
}

const SEPARATORS = [",", ";", "\t"] as const;

/** Bounds the memory held, and what an opening quote that nothing closes can swallow. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Reads CSV (RFC 4180; comma, semicolon or tab; any line's end) while it arrives and hands its rows over one by one.
 * Blank lines are no rows. A quote within a cell that does not begin with one is a letter like others.
 */
export function createCsvRecords(options: CsvRecordsOptions): CsvRecords {
  const decoder = createDecoder("json");
  let text = "";
  let at = 0;
  let separator: string | null = null;
  let header: string[] = [];
  let failure: Exclude<CsvEnd, { ok: true }> | null = null;
  /** The last row ended with a carriage return at a piece's border: a line feed that comes next belongs to it. */
  let mayOweLineFeed = false;

  function fail(kind: "cut-off" | "no-header", message: string): void {
    failure = { ok: false, kind, message, header };
    text = "";
  }

  /** False where more must come. */
  function readHeader(isLast: boolean): boolean {
    for (const one of SEPARATORS) {
      const row = readRow(text, at, one, isLast);
      if (row === null) {
        if (!isLast) return false;
        continue;
      }
      if (one === ",") header = row.cells;
      if (!options.isHeader(row.cells)) continue;
      if (row.isUnended) fail("cut-off", "The file ends within its header row");
      separator = one;
      at = row.end;
      return true;
    }
    fail("no-header", "The first row is no header");
    return true;
  }

  function readNext(isLast: boolean): boolean {
    const row = readRow(text, at, separator as string, isLast);
    if (row === null) return false;
    const from = at;
    at = row.end;
    const rowText = text.slice(from, row.contentEnd);
    if (rowText.trim() === "") return true;
    options.onRow({
      cells: row.cells,
      text: rowText,
      isBroken: row.isBroken,
      mayBeCut: row.isUnended && !row.isClosed,
    });
    return true;
  }

  function take(piece: string, isLast: boolean): void {
    if (failure !== null) return;
    text += piece;
    for (;;) {
      if (mayOweLineFeed && text[at] === "\n") at += 1;
      if (at < text.length) mayOweLineFeed = false;
      if (separator === null) at = skipLineEnds(text, at);
      if (at >= text.length || failure !== null) break;
      if (!(separator === null ? readHeader(isLast) : readNext(isLast))) break;
      mayOweLineFeed = at === text.length && text[at - 1] === "\r";
    }
    text = text.slice(at);
    at = 0;
    if (failure === null && text.length > MAX_CHARACTERS)
      fail("cut-off", "One row of the file is larger than any session is: a quote may stand open");
  }

  return {
    push: (bytes) => take(decoder.decode(bytes), false),
    end() {
      take(decoder.end(), true);
      if (failure !== null) return failure;
      if (separator === null) return { ok: false, kind: "no-header", message: "The reply is empty", header };
      return text === ""
        ? { ok: true }
        : { ok: false, kind: "cut-off", message: "The file ends within a quote that nothing closes", header };
    },
  };
}

interface ReadRow {
  cells: string[];
  contentEnd: number;
  /** Past the line's end. */
  end: number;
  isBroken: boolean;
  isUnended: boolean;
  /** The last cell ended with its quote. */
  isClosed: boolean;
}

const LINE_END = /[\r\n]/g;

/** Null where the row's end has not come; of the last row of all, where a quote stands open. */
function readRow(text: string, from: number, separator: string, isLast: boolean): ReadRow | null {
  const cells: string[] = [];
  let at = from;
  let isBroken = false;
  let lineEnd = lineEndAfter(text, at);
  for (;;) {
    let cell = "";
    let isClosed = false;
    if (text[at] === '"') {
      const close = closingQuote(text, at);
      if (close < 0 || (close === text.length - 1 && !isLast)) return null;
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
      isClosed = true;
      if (lineEnd < at) lineEnd = lineEndAfter(text, at);
    }
    const next = text.indexOf(separator, at);
    const isLastCell = next < 0 || next >= lineEnd;
    if (isLastCell && lineEnd === text.length && !isLast) return null;
    const cellEnd = isLastCell ? lineEnd : next;
    if (isClosed && cellEnd > at) isBroken = true;
    cells.push(cell + text.slice(at, cellEnd));
    at = cellEnd + 1;
    if (!isLastCell) continue;
    const isCrLf = text[lineEnd] === "\r" && text[lineEnd + 1] === "\n";
    const isUnended = lineEnd === text.length;
    const end = isUnended ? lineEnd : lineEnd + (isCrLf ? 2 : 1);
    return { cells, contentEnd: lineEnd, end, isBroken, isUnended, isClosed: isClosed && !isBroken };
  }
}

function lineEndAfter(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.exec(text)?.index ?? text.length;
}

/** The place of the quote that closes the one at `open`, or -1: a doubled quote is one that stands in the cell. */
function closingQuote(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

function skipLineEnds(text: string, from: number): number {
  let at = from;
  while (text[at] === "\r" || text[at] === "\n") at += 1;
  return at;
}
