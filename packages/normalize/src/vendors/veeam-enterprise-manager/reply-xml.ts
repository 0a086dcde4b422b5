import type { Context } from "../../outcome.ts";
import { createXmlRecords, type XmlElement } from "../../xml-records.ts";
import { membersOfElement, textOf } from "./members.ts";
import {
  addRecord,
  countOf,
  NO_RECORDS,
  notAReply,
  pagingOf,
  type ReadRecords,
  type ReadReply,
  type ReplySource,
} from "./reply.ts";
import { takeFromElement } from "./take-record.ts";

const LISTS = new Set(["entityreferences", "backupjobsessions", "backuptasksessions", "refs"]);
const RECORDS = new Set(["ref", "entityref", "backupjobsession", "backuptasksession"]);

/** Reads an XML reply: a list of references or entities, one of either, or a page of the query service. */
export function createXmlReply(context: Context): ReplySource {
  const records: ReadRecords = { drafts: [], foreign: [] };
  const xml = createXmlRecords({
    isRecord(path) {
      return isRoot(path[0]) && RECORDS.has(path.at(-1)?.toLowerCase() ?? "");
    },
    onRecord(element, text) {
      addRecord(records, takeFromElement(element), { format: "xml", text }, context);
    },
  });

  return {
    push: (bytes) => xml.push(bytes),
    end() {
      const end = xml.end();
      const { root } = end;
      if (root !== null && isNamed(root, "error")) return errorReply(root);
      if (root !== null && !isRoot(root.name)) {
        return notAReply(`The reply is <${root.name}>, not a list of backup sessions`);
      }
      if (!end.ok) {
        const kind = root !== null || end.kind === "cut-off" ? "cut-off" : "not-a-reply";
        return { records, failure: { kind, message: end.message, code: null }, paging: null };
      }
      if (countOf(records) === 0 && !isEmptyList(end.root)) {
        return notAReply("The query's result holds no list of backup sessions");
      }
      const paging = end.root.children.find((one) => isNamed(one, "paginginfo"));
      return { records, failure: null, paging: paging ? pagingOf(membersOfElement(paging)) : null };
    },
  };
}

function isNamed(element: XmlElement, name: string): boolean {
  return element.name.toLowerCase() === name;
}

function isRoot(name: string | undefined): boolean {
  const lower = name?.toLowerCase() ?? "";
  return LISTS.has(lower) || RECORDS.has(lower) || lower === "queryresult";
}

/** Message and code only: an error may carry a stack trace, which goes nowhere. */
function errorReply(root: XmlElement): ReadReply {
  const members = membersOfElement(root);
  const message = textOf(members.get("message"));
  const code = textOf(members.get("statuscode"));
  if (message === null && code === null) return notAReply("The reply is <Error> without a message");
  return {
    records: NO_RECORDS,
    failure: { kind: "error-reply", message: message ?? `Error ${code}`, code },
    paging: null,
  };
}

/** A query for something else has lists too, of something else. */
function isEmptyList(root: XmlElement): boolean {
  if (!isNamed(root, "queryresult")) return true;
  const entities = root.children.find((one) => isNamed(one, "entities"));
  const lists = entities?.children ?? root.children.filter((one) => isNamed(one, "refs"));
  return lists.length === 0 || lists.some((list) => LISTS.has(list.name.toLowerCase()));
}
