import { readFileSync } from "node:fs";
import type { Vendor } from "../../../packages/normalize/src/index.ts";

/** A kind of reply to measure: many records, made from a fixture's. */
export interface Shape {
  name: string;
  vendor: Vendor;
  format: "xml" | "json";
  fixture: string;
  /** The list's member in JSON, the record's element in XML. */
  list: string;
  /** Finds a record's own id. */
  id: RegExp;
  newId(n: number): string;
}

const guid = (n: number) => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000001`;
const SESSION_GUID = /urn:veeam:BackupJobSession:([0-9a-f-]{36})/;

export const SHAPES: readonly Shape[] = [
  {
    name: "nable (XML)",
    vendor: "nable",
    format: "xml",
    fixture: "documented-example.xml",
    list: "session",
    id: /<session_id>(\d+)</,
    newId: String,
  },
  {
    name: "veeam-azure (JSON)",
    vendor: "veeam-azure",
    format: "json",
    fixture: "documented-job-sessions.json",
    list: "results",
    id: /"id":"(\d+)"/,
    newId: String,
  },
  {
    name: "veeam-enterprise-manager (XML)",
    vendor: "veeam-enterprise-manager",
    format: "xml",
    fixture: "entities.xml",
    list: "BackupJobSession",
    id: SESSION_GUID,
    newId: guid,
  },
  {
    name: "veeam-enterprise-manager (JSON)",
    vendor: "veeam-enterprise-manager",
    format: "json",
    fixture: "entities-pascal-case.json",
    list: "BackupJobSessions",
    id: SESSION_GUID,
    newId: guid,
  },
  {
    name: "unitrends (JSON)",
    vendor: "unitrends",
    format: "json",
    fixture: "documented-backups.json",
    list: "backups",
    id: /"id":(\d+)/,
    newId: String,
  },
];

/** A reply of at least so many bytes, the same each time: the fixture's records over and over with ids, days and sizes of their own. */
export function buildReply(shape: Shape, bytes: number): string {
  const random = createRandom(7);
  const { before, records, separator, after } = takeApart(shape);
  const parts: string[] = [];
  let size = 0;
  for (let n = 1; size < bytes; n += 1) {
    const record = vary(shape, records[n % records.length] ?? "", n, random);
    parts.push(record);
    size += record.length;
  }
  return before + parts.join(separator) + after;
}

function vary(shape: Shape, record: string, n: number, random: () => number): string {
  const [place = "", id = ""] = shape.id.exec(record) ?? [];
  const newId = shape.newId(n);
  // A guid stands in links too; a short id could be any number.
  const named =
    id.length > 20 ? record.replaceAll(id, newId) : record.replace(place, place.replace(id, newId));
  const day = String(1 + Math.floor(random() * 28)).padStart(2, "0");
  return named
    .replace(/(\d{4}-\d\d-)\d\d/g, `$1${day}`)
    .replace(/(?<=>)\d{6,}(?=<)/g, () => String(Math.floor(random() * 2 ** 40)));
}

function takeApart({ vendor, fixture, format, list }: Shape) {
  const file = new URL(
    `../../../packages/normalize/src/vendors/${vendor}/fixtures/${fixture}`,
    import.meta.url,
  );
  const text = readFileSync(file, "utf8");
  if (format === "json") {
    const document = JSON.parse(text) as Record<string, unknown[]>;
    const records = (document[list] ?? []).map((record) => JSON.stringify(record));
    const [before = "", after = ""] = JSON.stringify({ ...document, [list]: ["here"] }).split('"here"');
    return { before, records, separator: ",", after };
  }
  const records = text.match(new RegExp(`<${list}[ >].*?</${list}>`, "gs")) ?? [];
  const first = text.indexOf(records[0] ?? "");
  const last = records.at(-1) ?? "";
  return {
    before: text.slice(0, first),
    records,
    separator: "\n  ",
    after: text.slice(text.lastIndexOf(last) + last.length),
  };
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
