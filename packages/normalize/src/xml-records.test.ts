import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createXmlRecords, type XmlElement, type XmlEnd } from "./xml-records.ts";

function read(
  document: string | Uint8Array,
  pieceBytes = 64 * 1024,
): { elements: XmlElement[]; texts: string[]; end: XmlEnd } {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  const elements: XmlElement[] = [];
  const texts: string[] = [];
  const xml = createXmlRecords({
    isRecord: (path) => path.join("/") === "list/row",
    onRecord(element, text) {
      elements.push(element);
      texts.push(text);
    },
  });
  for (let from = 0; from < bytes.length; from += pieceBytes)
    xml.push(bytes.subarray(from, from + pieceBytes));
  return { elements, texts, end: xml.end() };
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

describe("records of an XML document", () => {
  it("are handed over as they came, whatever pieces they arrive in", () => {
    const rows = [
      '<row a="1>2"><b>x &amp; <![CDATA[</row>]]></b></row>',
      "<row/>",
      "<x:row\n>\r\n<row/></x:row>",
    ];
    for (const pieceBytes of [1, 2, 3, 10, 1000]) {
      const { texts, elements, end } = read(
        `<?xml version="1.0"?>\n<list n="3">\n <!-- <row/> -->\n ${rows.join("\n ")}\n<after>7</after></list>\n`,
        pieceBytes,
      );
      expect(texts).toEqual(rows);
      expect(elements[0]?.attributes["a"]).toBe("1>2");
      expect(elements[0]?.children[0]?.text).toBe("x & </row>");
      expect(elements[2]?.children.map(({ name }) => name)).toEqual(["row"]);
      expect(end).toMatchObject({ ok: true, root: { name: "list", attributes: { n: "3" }, text: "" } });
      expect(end.root?.children.map(({ name, text }) => [name, text])).toEqual([["after", "7"]]);
    }
  });

  it("have names without prefix, and no namespace declarations", () => {
    const { elements } = read('<e:list xmlns:e="urn:x"><e:row xmlns:x="urn:y" x:id="7"/></e:list>');
    expect(elements[0]).toMatchObject({ name: "row", attributes: { id: "7" } });
    expect(Object.keys(elements[0]?.attributes ?? {})).toEqual(["id"]);
  });

  it("have attributes without a prototype", () => {
    const { elements } = read('<list><row toString="x" __proto__="y"/><row/></list>');
    expect(Object.keys(elements[0]?.attributes ?? {})).toEqual(["toString", "__proto__"]);
    expect(elements[1]?.attributes["constructor"]).toBeUndefined();
  });

  it.each([
    ["ISO-8859-1", "\x80\x9f\xfc", "€Ÿü"],
    ["windows-1252", "\x80\x9f\xfc", "€Ÿü"],
    ["UTF-8", "\xc3\xbc\xf0\x9d\x84\x9e", "ü𝄞"],
    ["iso-8859-15", "\xa4", "€"],
    ["no-such-encoding", "\xc3\xbc", "ü"],
  ])("are decoded as the prolog says: %s", (encoding, bytes, text) => {
    for (const pieceBytes of [1, 3, 1000]) {
      const document = latin(`<?xml version="1.0" encoding="${encoding}"?><list><row>${bytes}</row></list>`);
      expect(read(document, pieceBytes).elements[0]?.text).toBe(text);
    }
  });

  it("before a cut are handed over, and the one that was cut is not", () => {
    const whole = "<list><row>1</row><row>2</row></list>";
    for (let length = 1; length < whole.length; length += 1) {
      const { texts, end } = read(whole.slice(0, length), 5);
      expect(texts).toHaveLength([18, 30].filter((border) => length >= border).length);
      expect(end).toMatchObject({ ok: false, kind: "cut-off" });
    }
  });

  it("that end with another's tag are not handed over", () => {
    const { texts, end } = read("<list><row>1</row><row>2</rov></list>");
    expect(texts).toEqual(["<row>1</row>"]);
    expect(end).toMatchObject({ ok: false, kind: "not-xml" });
  });
});

describe("records that are read plainly", () => {
  const token = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("<b>x</b>", " ", "text", '<c a="1"/>', "<b>", "</b>") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "\r\n",
        "&amp;",
        "&x;",
        "<![CDATA[</row>]]>",
        "<!-- <row> -->",
        "<?pi?>",
        "]]>",
        "\u0001",
        "\ufffe",
        "<row>",
        "</row>",
        "<row/>",
        "</list>",
        "ü",
        "<ü/>",
        "<c a='1' a='2'/>",
        '<c a="\t<"/>',
        '<c a = "&lt;"/>',
        '<x:b y:z="1"/>',
        "<",
        "</",
        "<b ",
        "<c a/>",
        "</b >",
        "<b\n>",
        "<1/>",
        '<c a="1"b="2"/>',
      ),
    },
  );
  const row = fc.array(token, { maxLength: 4 }).map((tokens) => `<row>${tokens.join("")}</row>`);

  it("are those that the parser reads, and no others", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), (rows, pieceBytes) => {
        const document = `<list><row/>\n<row>1</row>${rows.join(" ")}</list>`;
        // In one piece the first record's name is not known in time, so that the parser reads all of them.
        expect(read(document, pieceBytes)).toEqual(read(document));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a document is not XML", () => {
  it.each([
    ["empty", ""],
    ["text", "Service unavailable"],
    ["JSON", '{"list": []}'],
    ["followed by something", "<list/>x"],
    ["two documents", "<list/><list/>"],
    ["with an attribute given twice", '<list a="1" a="2"/>'],
    ["with a custom entity", '<!DOCTYPE list [<!ENTITY a "b">]><list>&a;</list>'],
    ["with an entity that every object has", "<list>&constructor;</list>"],
    ["with a control character", "<list>\u0001</list>"],
    ["too deep", `${"<list>".repeat(101)}${"</list>".repeat(101)}`],
    ["too deep within a record", `<list>${"<row>".repeat(101)}${"</row>".repeat(101)}</list>`],
  ])("when it is %s", (_name, document) => {
    for (const pieceBytes of [1, 1000]) {
      expect(read(document, pieceBytes).end).toMatchObject({ ok: false, kind: "not-xml" });
    }
  });

  it("may have white space before its prolog", () => {
    expect(read('\n <?xml version="1.0"?><list/>', 3).end.ok).toBe(true);
  });

  it("lets an error of our own through", () => {
    const xml = createXmlRecords({
      isRecord: () => true,
      onRecord: () => {
        throw new TypeError("ours");
      },
    });
    expect(() => xml.push(latin("<row/>"))).toThrow("ours");
  });
});
