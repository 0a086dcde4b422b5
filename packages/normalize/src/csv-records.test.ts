import { expect, it } from "vitest";
import { type CsvEnd, type CsvRow, createCsvRecords } from "./csv-records.ts";

function read(text: string, pieceBytes = 65_536): { rows: CsvRow[]; end: CsvEnd } {
  const rows: CsvRow[] = [];
  const csv = createCsvRecords({
    isHeader: (cells) => cells[0] === "a" && cells[1] === "b",
    onRow: (row) => rows.push(row),
  });
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += pieceBytes)
    csv.push(bytes.subarray(from, from + pieceBytes));
  return { rows, end: csv.end() };
}

it.each<[what: string, text: string, cells: string[][]]>([
  ["commas", "a,b\n1,2\n", [["1", "2"]]],
  ["semicolons, where the header is cut by them", 'a;b\n1;"2,3"\n', [["1", "2,3"]]],
  ["tabs", "a\tb\n1\t2\n", [["1", "2"]]],
  [
    "a carriage return before the line feed",
    "a,b\r\n1,2\r\n3,4\r\n",
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "carriage returns alone",
    "a,b\r1,2\r3,4\r",
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["a byte order mark and blank lines", "\ufeff\r\n\r\na,b\n\n1,2\n  \n", [["1", "2"]]],
  ["line ends, separators and quotes within quotes", 'a,b\n"1\r\n,\n","2""3"""\n', [["1\r\n,\n", '2"3"']]],
  ["empty cells, quoted or not", 'a,b\n,""\n', [["", ""]]],
  ["a quote within a cell that does not begin with one", 'a,b\n1"2,3"\n', [['1"2', '3"']]],
  ["more and fewer cells than the header", "a,b\n1\n1,2,3\n", [["1"], ["1", "2", "3"]]],
  ["no line's end behind the last row", "a,b\n1,2", [["1", "2"]]],
])("reads %s, in whatever pieces they come", (_what, text, cells) => {
  const whole = read(text);
  expect(whole.rows.map((row) => row.cells)).toEqual(cells);
  expect(whole.end).toEqual({ ok: true });
  for (const pieceBytes of [1, 2, 3, 5]) expect(read(text, pieceBytes)).toEqual(whole);
});

it.each<[what: string, text: string, mayBeCut: boolean]>([
  ["a line's end", "a,b\n1,2\n", false],
  ["a carriage return", "a,b\n1,2\r", false],
  ["a quote that closes its last cell", 'a,b\n1,"2"', false],
  ["a letter of its last cell", "a,b\n1,2", true],
  ["an empty cell", "a,b\n1,", true],
])("says whether a last row that ends with %s may be cut", (_what, text, mayBeCut) => {
  expect(read(text).rows.map((row) => row.mayBeCut)).toEqual([mayBeCut]);
});

it("keeps the rows before a quote that nothing closes, and counts nothing of what follows", () => {
  const { rows, end } = read('a,b\n1,2\n3,"4\n5,6\n');
  expect(rows.map((row) => row.cells)).toEqual([["1", "2"]]);
  expect(end).toMatchObject({ ok: false, kind: "cut-off" });
});

it("holds no more than one row, however much an open quote would swallow", () => {
  const { rows, end } = read(`a,b\n1,2\n3,"${"4,5\n".repeat(1_200_000)}`);
  expect(rows).toHaveLength(1);
  expect(end).toMatchObject({ ok: false, kind: "cut-off" });
});

it("marks a row in which something follows a closing quote, and keeps its text", () => {
  expect(read('a,b\n"1" 2,3\n').rows).toMatchObject([
    { cells: ["1 2", "3"], text: '"1" 2,3', isBroken: true },
  ]);
});

it.each([
  ["nothing", ""],
  ["other columns", "c,d\n1,2\n"],
  ["one line of words", "Service unavailable"],
  ["a quote that nothing closes", '"a,b\n1,2'],
])("says that %s has no header", (_what, text) => {
  expect(read(text)).toMatchObject({ rows: [], end: { ok: false, kind: "no-header" } });
});
