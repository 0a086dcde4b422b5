import { notAReply } from "../../json-reply.ts";
import type { ReplyEnd, ReplyReader, Sink } from "../../outcome.ts";
import { createXmlRecords, type XmlElement, type XmlEnd } from "../../xml-records.ts";
import { withoutXmlAccessLinks } from "./access-links.ts";
import { type ExportField, fieldOf } from "./export-columns.ts";
import { readExportRow } from "./export-row.ts";
import { problemOf } from "./replies.ts";

/** The export's elements are not documented: what a session could be called, below whatever root. */
const RECORDS = new Set(["jobsession", "session", "row", "record", "item"]);
const LISTS = new Set(["jobsessions", "sessions", "arrayofjobsession", "arrayofsession"]);
/** N-able's root: its sessions look much alike. */
const FOREIGN_ROOT = "result";

/** Reads an export in XML: a session an element, its fields attributes or elements, known by their names. */
export function createXmlExport(sourceId: string, sink: Sink): ReplyReader {
  let records = 0;
  const xml = createXmlRecords({
    isRecord: (path) =>
      path.length > 1 && RECORDS.has(path.at(-1)?.toLowerCase() ?? "") && path[0] !== FOREIGN_ROOT,
    onRecord(element, text) {
      const index = records;
      records += 1;
      const fields: (ExportField | null)[] = [];
      const values: string[] = [];
      for (const [name, value] of membersOf(element, "")) {
        fields.push(fieldOf(name));
        values.push(value);
      }
      const reading = readExportRow(fields, values, sourceId);
      const kept = withoutXmlAccessLinks(text);
      if ("reason" in reading)
        sink.reject({ vendor: "veeam-azure", index, reason: reading.reason, record: kept });
      else sink.session({ ...reading, raw: { format: "xml", text: kept } });
    },
  });
  return {
    push: (bytes) => xml.push(bytes),
    end: () => ({ records, failure: judge(xml.end(), records), total: null }),
  };
}

/** Attributes and elements by the names on the way down to them: `<Policy><Id>` is `PolicyId`. */
function* membersOf(element: XmlElement, above: string): Generator<[name: string, value: string]> {
  for (const [name, value] of Object.entries(element.attributes)) yield [above + name, value];
  for (const child of element.children) {
    if (child.children.length === 0) yield [above + child.name, child.text];
    yield* membersOf(child, above + child.name);
  }
}

function judge(end: XmlEnd, records: number): ReplyEnd["failure"] {
  const { root } = end;
  if (root === null) return notAReply(end.ok ? "The reply is no XML" : end.message);
  const problem = end.ok && records === 0 ? problemIn(root) : null;
  if (problem) return problem;
  const name = root.name.toLowerCase();
  if (name === FOREIGN_ROOT || (records === 0 && !LISTS.has(name)))
    return notAReply(`The reply is XML of <${root.name}>, not an export of job sessions`);
  if (!end.ok) return { kind: "cut-off", message: end.message, code: null };
  const [stranger] = root.children;
  return stranger !== undefined && records === 0
    ? notAReply(`The reply lists <${stranger.name}>, not job sessions`)
    : null;
}

/** `application/problem+xml`. */
function problemIn(root: XmlElement): ReplyEnd["failure"] {
  if (!root.name.toLowerCase().startsWith("problem") && root.name.toLowerCase() !== "error") return null;
  const members = root.children.map(({ name, text }) => [name.toLowerCase(), text] as const);
  const { status, ...words } = Object.fromEntries(members);
  return problemOf({ ...words, status: Number(status), detail: words.detail ?? words.message });
}
