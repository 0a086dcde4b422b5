import fc from "fast-check";

/** A reply as text of one character a byte, so that damage reaches every byte. */
export function toBinary(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function toBytes(binary: string): Uint8Array {
  return Uint8Array.from(binary, (character) => character.charCodeAt(0) & 0xff);
}

export type Edit = (reply: string) => string;

const WORDS = [
  "COMPLETED",
  "FAILED",
  "Success",
  "Successful",
  "Failed",
  "Failure",
  "Error",
  "Warning",
  "None",
  "Running",
  "Stopped",
  "toString",
  "__proto__",
  "null",
  "results",
  "session",
];

/** Damages one place of a reply, in ways that replies are damaged: cut, bytes lost, words swapped, numbers out of bounds. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat().map(
    (place): Edit =>
      (reply) =>
        reply.slice(0, place % (reply.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 30 })).map(
    ([place, count]): Edit =>
      (reply) => {
        const at = place % (reply.length + 1);
        return reply.slice(0, at) + reply.slice(at + count);
      },
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 400 })).map(
    ([place, count]): Edit =>
      (reply) => {
        const at = place % (reply.length + 1);
        return reply.slice(0, at + count) + reply.slice(at);
      },
  ),
  fc.tuple(fc.nat(), fc.nat(255)).map(
    ([place, byte]): Edit =>
      (reply) => {
        const at = place % (reply.length + 1);
        return reply.slice(0, at) + String.fromCharCode(byte) + reply.slice(at + 1);
      },
  ),
  replacing(/[A-Za-z_]{4,}/g, fc.constantFrom(...WORDS)),
  replacing(/\d+/g, fc.constantFrom("9".repeat(30), "9007199254740993", "-1", "1e400", "0.5", "")),
);

/** Changes one record and leaves it well-formed: a digit, so that times and ids come close together, or a value gone. */
export const gentleEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: replacing(/(?<=[\d:-])\d/g, fc.constantFrom("0", "1", "2", "3")) },
  { weight: 1, arbitrary: replacing(/(?<=": ?)"[^"]*"/g, fc.constant("null")) },
  { weight: 1, arbitrary: replacing(/(?<=>)[^<>]+(?=<)/g, fc.constant("")) },
  { weight: 1, arbitrary: fc.constant<Edit>((record) => record) },
);

function replacing(pattern: RegExp, replacement: fc.Arbitrary<string>): fc.Arbitrary<Edit> {
  return fc.tuple(fc.nat(), replacement).map(
    ([place, text]): Edit =>
      (reply) => {
        const found = [...reply.matchAll(pattern)];
        const match = found[place % Math.max(1, found.length)];
        if (!match) return reply;
        return reply.slice(0, match.index) + text + reply.slice(match.index + match[0].length);
      },
  );
}

/** A reply's lists of records, and how to build a reply of other lists in their places. */
export interface Parts {
  lists: string[][];
  build(lists: readonly (readonly string[])[]): string;
}

/** Null for a reply without records. */
export function takeApart(reply: string): Parts | null {
  const first = reply.trimStart().replace("\xef\xbb\xbf", "")[0] ?? "";
  const parts =
    first === "<" ? takeXmlApart(reply) : "{[".includes(first) ? takeJsonApart(reply) : takeCsvApart(reply);
  return parts && parts.lists.flat().length > 0 ? parts : null;
}

const XML_RECORD =
  /<(session|JobSession|Ref|BackupJobSession|BackupTaskSession)(?=[\s/>])(?:[^>]*\/>|(?:[^>]*[^>/])?>.*?<\/\1>)/gs;

function takeXmlApart(reply: string): Parts {
  const lists: string[][] = [];
  const around: string[] = [];
  let end = 0;
  for (const { 0: record, index } of reply.matchAll(XML_RECORD)) {
    const between = reply.slice(end, index);
    const list = lists.at(-1);
    if (list && between.trim() === "") list.push(record);
    else {
      around.push(between);
      lists.push([record]);
    }
    end = index + record.length;
  }
  const last = reply.slice(end);
  return {
    lists,
    build: (others) => `${around.map((text, i) => text + (others[i] ?? []).join("\n")).join("")}${last}`,
  };
}

/** Quotes may hold a line's end. */
const CSV_ROW = /(?:"[^"]*"|[^"\r\n])+/g;

function takeCsvApart(reply: string): Parts | null {
  if (reply.includes("\0")) return null;
  const [header = "", ...rows] = reply.match(CSV_ROW) ?? [];
  return {
    lists: [rows],
    build: ([list = []]) => [header, ...list, ""].join("\n"),
  };
}

const JSON_LISTS = ["results", "backups", "data", "refs", "backupjobsessions", "backuptasksessions"];

/** Stands in a document for the list of its number. */
const PLACE = (i: number) => `list ${i}`;

function takeJsonApart(reply: string): Parts | null {
  const mark = reply.startsWith("\xef\xbb\xbf") ? "\xef\xbb\xbf" : "";
  const lists: string[][] = [];
  function take(value: unknown, key: string): unknown {
    if (Array.isArray(value) && JSON_LISTS.includes(key.toLowerCase())) {
      lists.push(value.map((record) => JSON.stringify(record)));
      return PLACE(lists.length - 1);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, take(member, key)]));
  }
  try {
    const document = JSON.stringify(take(JSON.parse(reply.slice(mark.length)), "data"));
    return {
      lists,
      build: (others) =>
        mark +
        others.reduce(
          (text, list, i) => text.replace(`"${PLACE(i)}"`, () => `[${list.join(", ")}]`),
          document,
        ),
    };
  } catch {
    return null;
  }
}
