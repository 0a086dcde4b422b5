import { type CsvRow, createCsvRecords } from "../../csv-records.ts";
import { notAReply } from "../../json-reply.ts";
import type { ReplyFailure, ReplyReader, Sink } from "../../outcome.ts";
import { REMOVED, withoutAddresses } from "./access-links.ts";
import { type ExportField, fieldOf, isAccessLink, missingIn } from "./export-columns.ts";
import { readExportRow } from "./export-row.ts";

/** Reads an export in CSV: a header row, whose columns are known by their headings, and a session a row. */
export function createCsvExport(sourceId: string, sink: Sink): ReplyReader {
  let columns: Columns | null = null;
  let records = 0;

  const csv = createCsvRecords({
    isHeader(cells) {
      if (missingIn(cells.map(fieldOf)) !== null) return false;
      columns = columnsOf(cells);
      return true;
    },
    onRow(row) {
      if (columns === null) return;
      const index = records;
      records += 1;
      const wrong = wrongShape(row, columns);
      const lost = row.mayBeCut ? (columns.fields.at(-1) ?? null) : null;
      const reading =
        wrong === null ? readExportRow(columns.fields, row.cells, sourceId, lost) : { reason: wrong };
      if ("reason" in reading)
        sink.reject({
          vendor: "veeam-azure",
          index,
          reason: reading.reason,
          record: rejectText(row, columns),
        });
      else sink.session({ ...reading, raw: { format: "json", text: jsonOf(row.cells, columns) } });
    },
  });

  return {
    push: (bytes) => csv.push(bytes),
    end() {
      const end = csv.end();
      const failure = end.ok ? null : failureOf(end.kind, end.message, end.header);
      return { records, failure, total: null, recordsStand: true };
    },
  };
}

interface Columns {
  fields: (ExportField | null)[];
  /** Each column's heading as a JSON key; a heading that comes again has its number behind it. */
  keys: string[];
  links: boolean[];
}

function columnsOf(headings: readonly string[]): Columns {
  const counts = new Map<string, number>();
  const keys = headings.map((heading) => {
    const count = (counts.get(heading) ?? 0) + 1;
    counts.set(heading, count);
    return JSON.stringify(count === 1 ? heading : `${heading} (${count})`);
  });
  return { fields: headings.map(fieldOf), keys, links: headings.map(isAccessLink) };
}

function wrongShape({ cells, isBroken }: CsvRow, { keys }: Columns): string | null {
  if (cells.length !== keys.length)
    return `The row has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, the header ${keys.length}`;
  return isBroken ? "Something follows a quote that closes a cell" : null;
}

/** The record as it is kept: an object of the row's cells by their headings. */
function jsonOf(cells: readonly string[], { keys, links }: Columns): string {
  const members = cells.map(
    (cell, i) => `${keys[i]}:${links[i] ? REMOVED : JSON.stringify(withoutAddresses(cell))}`,
  );
  return `{${members.join(",")}}`;
}

/** The row as it came. Where a column holds access links, a row that is out of shape may have them, or parts, in any cell. */
function rejectText({ cells, text }: CsvRow, { links }: Columns): string {
  if (!links.includes(true)) return withoutAddresses(text);
  const link = cells.findIndex((cell, i) => links[i] || cell.includes("/"));
  return link < 0 ? text : [...cells.slice(0, link), "[removed]"].join(", ");
}

function failureOf(kind: "cut-off" | "no-header", message: string, header: readonly string[]): ReplyFailure {
  if (kind === "cut-off") return { kind, message, code: null };
  if (header.length === 0) return notAReply(message);
  const missing = missingIn(header.map(fieldOf)) ?? "";
  return notAReply(
    header.length === 1
      ? "The reply is neither JSON, XML nor CSV with a header row"
      : `The reply is no export of job sessions: its header row has no column for ${missing}`,
  );
}
