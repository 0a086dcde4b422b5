import { createDecoder } from "../../decode.ts";
import { createJsonRecords } from "../../json-records.ts";
import type { Context } from "../../outcome.ts";
import { isObject, type Members, membersOfObject, textOf } from "./members.ts";
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
import { takeFromJson } from "./take-record.ts";

const LISTS = new Set([
  "refs",
  "ref",
  "backupjobsessions",
  "backupjobsession",
  "backuptasksessions",
  "backuptasksession",
]);

/** Enough for a reply that is one entity, whose text is the reply's own. */
const MAX_ENTITY_CHARACTERS = 256 * 1024;

/** Reads a JSON reply: a list of references or entities, one entity, or a page of the query service. */
export function createJsonReply(context: Context): ReplySource {
  const records: ReadRecords = { drafts: [], foreign: [] };
  const decoder = createDecoder("json");
  let beginning = "";
  let listName = "";
  const add = (value: unknown, text: string) => {
    addRecord(records, takeFromJson(value, listName), { format: "json", text }, context);
  };
  const json = createJsonRecords({
    isRecordArray(path) {
      const keys = path.map((key) => key.toLowerCase());
      const last = keys.at(-1) ?? "";
      const isList = LISTS.has(last) && keys.every(isEnvelopeKey);
      if (isList) listName = last;
      return isList;
    },
    onRecord: add,
  });

  return {
    push(bytes) {
      if (countOf(records) === 0 && beginning.length <= MAX_ENTITY_CHARACTERS)
        beginning += decoder.decode(bytes);
      json.push(bytes);
    },
    end() {
      const end = json.end();
      // Nothing of a JSON document that did not end well is used: its envelope is not known.
      if (!end.ok) {
        const kind = end.kind === "cut-off" ? "cut-off" : "not-a-reply";
        return { records: NO_RECORDS, failure: { kind, message: end.message, code: null }, paging: null };
      }
      if (!isObject(end.envelope)) return notAReply("The reply is a list or a value, not an object");
      const envelope = membersOfObject(end.envelope);
      if (isRecord(envelope)) return readEntity(end.envelope);
      const error = errorReply(envelope);
      if (error !== null) return error;
      if (!readLists(envelope)) return notAReply("The reply holds no list of backup sessions");
      const paging = envelope.get("paginginfo");
      return { records, failure: null, paging: isObject(paging) ? pagingOf(membersOfObject(paging)) : null };
    },
  };

  function readEntity(entity: Record<string, unknown>): ReadReply {
    const isWhole = countOf(records) === 0 && beginning.length <= MAX_ENTITY_CHARACTERS;
    add(entity, isWhole ? (beginning + decoder.end()).trim() : JSON.stringify(entity));
    return records.drafts.length > 0
      ? { records, failure: null, paging: null }
      : notAReply("The reply is no backup session");
  }

  /** Adds records that stand where a list is usual; false where nothing is a list of sessions, not even an empty one. */
  function readLists(members: Members): boolean {
    let isKnown = false;
    for (const [key, value] of members) {
      if (!isEnvelopeKey(key)) continue;
      isKnown = true;
      if (value === null || Array.isArray(value)) continue;
      if (!isObject(value)) return false;
      const inner = membersOfObject(value);
      if (isRecord(inner)) {
        listName = key;
        add(value, JSON.stringify(value));
      } else if (inner.size > 0 && !readLists(inner)) {
        return false;
      }
    }
    return isKnown;
  }
}

function isEnvelopeKey(key: string): boolean {
  return LISTS.has(key) || key === "entities";
}

function isRecord(members: Members): boolean {
  return textOf(members.get("uid")) !== null || (members.has("href") && members.has("type"));
}

/** Message and code only: an error may carry a stack trace, which goes nowhere. */
function errorReply(envelope: Members): ReadReply | null {
  const message = textOf(envelope.get("message"));
  const code = textOf(envelope.get("statuscode"));
  const hasList = [...envelope.keys()].some(isEnvelopeKey);
  if (code === null && (message === null || hasList)) return null;
  return {
    records: NO_RECORDS,
    failure: { kind: "error-reply", message: message ?? `Error ${code}`, code },
    paging: null,
  };
}
