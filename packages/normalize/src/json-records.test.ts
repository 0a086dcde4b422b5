import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJsonRecords, type JsonEnd } from "./json-records.ts";

const isResults = (path: readonly string[]) => path.join(".") === "results" || path.length === 0;

function read(
  document: string | Uint8Array,
  pieceBytes = 64 * 1024,
  isRecordArray = isResults,
): { texts: string[]; values: unknown[]; end: JsonEnd } {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  const texts: string[] = [];
  const values: unknown[] = [];
  const json = createJsonRecords({
    isRecordArray,
    onRecord(value, text) {
      values.push(value);
      texts.push(text);
    },
  });
  for (let from = 0; from < bytes.length; from += pieceBytes)
    json.push(bytes.subarray(from, from + pieceBytes));
  return { texts, values, end: json.end() };
}

describe("records of a JSON document", () => {
  it("are cut exactly as they came, brackets and quotes within strings included", () => {
    const { texts, end } = read(
      '{ "n": 1, "results": [ {"a": "]}\\"{"}, null,12 , "s", [1,[2]] ], "after": {"x": []} }',
    );
    expect(texts).toEqual(['{"a": "]}\\"{"}', "null", "12", '"s"', "[1,[2]]"]);
    expect(end).toEqual({ ok: true, envelope: { n: 1, results: [], after: { x: [] } } });
  });

  it("may be a bare list", () => {
    expect(read('[{"a":1}]')).toEqual({
      texts: ['{"a":1}'],
      values: [{ a: 1 }],
      end: { ok: true, envelope: [] },
    });
  });

  it("are found by their path, [] for each list that it leads through", () => {
    const paths: string[] = [];
    read('{"a":[[1],{"b":[]}],"c\\u0064":{"e":[]}}', 64, (path) => {
      paths.push(path.join("/"));
      return false;
    });
    expect(paths).toEqual(["a", "a/[]", "a/[]/b", "cd/e"]);
  });

  it("may begin with a byte order mark, or be UTF-16", () => {
    const text = '\ufeff{"results":["ü𝄞"]}';
    const utf16 = new Uint8Array(new Uint16Array(text.split("").map((unit) => unit.charCodeAt(0))).buffer);
    for (const document of [text, utf16]) {
      for (const pieceBytes of [1, 2, 3, 1000]) expect(read(document, pieceBytes).values).toEqual(["ü𝄞"]);
    }
  });

  it("with members named __proto__ are harmless", () => {
    const [value] = read('[{"__proto__":{"status":"Success"}}]').values;
    expect(Object.hasOwn(value as object, "status")).toBe(false);
    expect((value as { status?: string }).status).toBeUndefined();
  });
});

describe("a document is not ok", () => {
  it.each([
    ["empty", "", "not-json"],
    ["only white space", " \n", "not-json"],
    ["text", "Service unavailable", "not-json"],
    ["HTML", "<html></html>", "not-json"],
    ["cut within a record", '{"results":[{"a":', "cut-off"],
    ["cut within a string", '{"results":[{"a":"b', "cut-off"],
    ["cut between records", '{"results":[{"a":1},', "cut-off"],
    ["cut after the list", '{"results":[{"a":1}]', "cut-off"],
    ["followed by something", '{"results":[]} x', "not-json"],
    ["two documents", '{"results":[]}{"results":[]}', "not-json"],
    ["with a broken record", '{"results":[{"a":}]}', "not-json"],
    ["with a comma too many", '{"results":[1,]}', "not-json"],
    ["with a comma first", '{"results":[,1]}', "not-json"],
    ["with a comma too few", '{"results":[1 2]}', "not-json"],
    ["with a broken envelope", '{"a" 1,"results":[1]}', "not-json"],
    ["with brackets that do not match", '{"a":[1},"results":[1]}', "not-json"],
    ["too deep", `{"results":[${"[".repeat(101)}${"]".repeat(101)}]}`, "not-json"],
    ["too deep around the records", `${"[".repeat(101)}${"]".repeat(101)}`, "not-json"],
  ])("when it is %s", (_name, document, kind) => {
    const notBare = (path: readonly string[]) => path.length === 1 && path[0] === "results";
    for (const pieceBytes of [1, 5, 1000]) {
      expect(read(document, pieceBytes, notBare).end).toMatchObject({ ok: false, kind });
    }
  });

  it("when it is indented with no-break spaces, and says so", () => {
    const { end } = read('{"results":[\u00a0{"a":1}]}');
    expect(end).toMatchObject({ ok: false, message: expect.stringContaining("no-break spaces") });
  });

  it("when its bytes outside strings are no characters", () => {
    expect(read(new Uint8Array([0x5b, 0x31, 0xff, 0x5d])).end.ok).toBe(false);
  });
});

describe("whatever JSON arrives, in whatever pieces", () => {
  const record = fc.jsonValue({ maxDepth: 4 });

  it("its records and envelope are those that JSON.parse finds", () => {
    fc.assert(
      fc.property(
        fc.array(record),
        record,
        fc.constantFrom(undefined, 1, "\t"),
        fc.integer({ min: 1, max: 40 }),
        (results, other, indent, pieceBytes) => {
          const document = JSON.stringify({ other, results }, null, indent);
          const whole = JSON.parse(document) as { other: unknown; results: unknown[] };
          const { values, end } = read(document, pieceBytes);
          expect(values).toEqual(whole.results);
          expect(end).toEqual({ ok: true, envelope: { other: whole.other, results: [] } });
        },
      ),
    );
  });

  it("one that JSON.parse refuses is not ok, and one that it takes is", () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.constantFrom("", ",", "]", "}", '"', "{", "\\", "0", " ", ":", "\ufeff"),
        fc.nat(2),
        (results, place, put, drop) => {
          const text = JSON.stringify({ results, more: { a: [1, "x"] } });
          const at = place % text.length;
          const damaged = text.slice(0, at) + put + text.slice(at + drop);
          expect(read(damaged, 7).end.ok).toBe(isJsonContainer(damaged));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function isJsonContainer(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
