import type { XmlElement } from "../../xml-records.ts";
import { guidIn, isSameWord } from "./links.ts";
import { createTaker, isObject, textOf } from "./members.ts";
import type { Link, TakenRecord } from "./schema.ts";

const recordTaker = createTaker({
  uid: undefined,
  name: undefined,
  href: undefined,
  type: undefined,
  id: undefined,
  links: undefined,
  jobuid: undefined,
  jobname: undefined,
  jobtype: undefined,
  jobsessionuid: undefined,
  state: undefined,
  result: undefined,
  creationtimeutc: undefined,
  creationtime: undefined,
  endtimeutc: undefined,
  endtime: undefined,
  failuremessage: undefined,
  reason: undefined,
  vmdisplayname: undefined,
  totalsize: undefined,
});

const linkTaker = createTaker({
  rel: undefined,
  type: undefined,
  name: undefined,
  href: undefined,
});

/** A word that decides something: what is no text stands as an unknown word, never as an absent one. */
function wordOf(value: unknown): string | null {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : textOf(value);
}

/**
 * Takes what Lastgood uses. Null where the record is no object, or says of itself that it is something else, a job's
 * reference say.
 * @param listName the array's key, which tells the kind of a record that does not.
 */
export function takeFromJson(record: unknown, listName: string): TakenRecord | null {
  return isObject(record) ? takeRecord(recordTaker.fromObject(record), listName) : null;
}

/** The same of an element, whose name may tell the kind. */
export function takeFromElement(record: XmlElement): TakenRecord | null {
  return takeRecord(recordTaker.fromElement(record), record.name);
}

type RecordMembers = ReturnType<typeof recordTaker.fromObject>;

function takeRecord(members: RecordMembers, listName: string): TakenRecord | null {
  const uid = textOf(members.uid);
  const href = textOf(members.href);
  const what = whatIs(uid, textOf(members.type), href, listName);
  if (what === null) return null;
  const jobType = wordOf(members.jobtype);
  const state = wordOf(members.state);
  const result = wordOf(members.result);
  const creationTime = members.creationtimeutc ?? members.creationtime ?? null;
  const endTime = members.endtimeutc ?? members.endtime ?? null;
  const jobGuid = guidIn(textOf(members.jobuid));
  const jobName = textOf(members.jobname);
  return {
    what,
    isReference:
      jobType === null &&
      state === null &&
      result === null &&
      textOf(creationTime) === null &&
      textOf(endTime) === null,
    guid: guidIn(uid) ?? guidIn(href) ?? guidIn(textOf(members.id)),
    name: textOf(members.name),
    links: linksOf(members.links, jobGuid !== null && jobName !== null),
    jobGuid,
    jobName,
    jobType,
    jobSessionGuid: guidIn(textOf(members.jobsessionuid)),
    state,
    result,
    creationTime,
    endTime,
    failureMessage: textOf(members.failuremessage),
    reason: textOf(members.reason),
    vmDisplayName: textOf(members.vmdisplayname),
    totalSize: members.totalsize ?? null,
  };
}

function whatIs(
  uid: string | null,
  type: string | null,
  href: string | null,
  listName: string,
): TakenRecord["what"] | null {
  return (
    whatSays(lastButOne(uid, ":")) ??
    whatSays(type) ??
    whatSays(lastButOne(href, "/")) ??
    whatSays(listName) ??
    (uid === null && type === null && href === null ? "session" : null)
  );
}

function whatSays(word: string | null): TakenRecord["what"] | null {
  if (word === null) return null;
  if (/^backup(job)?session/i.test(word)) return "session";
  return /^backuptasksession/i.test(word) ? "task" : null;
}

/** The last but one of the parts that the separator makes; null where there is but one. */
function lastButOne(text: string | null, separator: string): string | null {
  const end = text?.lastIndexOf(separator) ?? -1;
  if (text === null || end < 0) return null;
  return text.slice(end === 0 ? 0 : text.lastIndexOf(separator, end - 1) + 1, end);
}

const NO_LINKS: readonly Link[] = [];

/** Those that are ever followed: a record has several more, and is held until all records are read. */
function linksOf(value: unknown, isJobTold: boolean): readonly Link[] {
  let links: Link[] | null = null;
  for (const { rel, type, name, href } of linkMembers(value)) {
    const to = isSameWord(textOf(rel), "Up") ? targetOf(textOf(type)) : null;
    if (to === null || (to === "job" && isJobTold)) continue;
    links ??= [];
    links.push({ to, name: textOf(name), guid: guidIn(textOf(href)) });
  }
  return links ?? NO_LINKS;
}

function targetOf(type: string | null): Link["to"] | null {
  if (isSameWord(type, "JobReference")) return "job";
  return isSameWord(type, "BackupJobSessionReference") ? "session" : null;
}

type LinkMembers = ReturnType<typeof linkTaker.fromObject>;

/** `Links` is an array in JSON and an element with `Link` children in XML. */
function linkMembers(value: unknown): LinkMembers[] {
  if (Array.isArray(value)) return value.filter(isObject).map(linkTaker.fromObject);
  if (!isObject(value)) return [];
  if (isElement(value)) return value.children.map(linkTaker.fromElement);
  return Object.keys(value).flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) ? linkMembers(list) : isObject(list) ? [linkTaker.fromObject(list)] : [];
  });
}

function isElement(value: object): value is XmlElement {
  return "children" in value && Array.isArray(value.children) && "attributes" in value;
}
