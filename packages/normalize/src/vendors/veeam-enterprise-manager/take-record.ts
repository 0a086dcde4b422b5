import type { XmlElement } from "../../xml-records.ts";
import { guidIn } from "./links.ts";
import type { Link, TakenRecord } from "./schema.ts";

/** One level of a record, keys in lower case: keys are PascalCase up to version 12 and camelCase from 13 on. */
export type Members = ReadonlyMap<string, unknown>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object's own members. */
export function membersOfObject(value: Record<string, unknown>): Members {
  const members = new Map<string, unknown>();
  for (const key of Object.keys(value)) members.set(key.toLowerCase(), value[key]);
  return members;
}

/** An element's attributes and children as one: the vendor has some facts as the one, some as the other. */
export function membersOfElement(element: XmlElement): Members {
  const members = new Map<string, unknown>();
  for (const child of element.children) {
    const key = child.name.toLowerCase();
    if (!members.has(key)) members.set(key, child.children.length > 0 ? child : child.text);
  }
  for (const key of Object.keys(element.attributes)) members.set(key.toLowerCase(), element.attributes[key]);
  return members;
}

/** A text as it came; null where absent, blank or not a text. */
export function textOf(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** A word that decides something: what is no text stands as an unknown word, never as an absent one. */
function wordOf(value: unknown): string | null {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : textOf(value);
}

/**
 * Takes what Lastgood uses. Null where the record says of itself that it is something else, a job's reference say.
 * @param listName the array's key or the element's name, which tells the kind of a record that does not.
 */
export function takeRecord(members: Members, listName: string): TakenRecord | null {
  const text = (key: string) => textOf(members.get(key));
  const what = whatIs(text("uid"), text("type"), text("href"), listName);
  if (what === null) return null;
  const jobType = wordOf(members.get("jobtype"));
  const state = wordOf(members.get("state"));
  const result = wordOf(members.get("result"));
  const creationTime = members.get("creationtimeutc") ?? members.get("creationtime") ?? null;
  const endTime = members.get("endtimeutc") ?? members.get("endtime") ?? null;
  return {
    what,
    isReference: [jobType, state, result, textOf(creationTime), textOf(endTime)].every(
      (told) => told === null,
    ),
    guid: guidIn(text("uid")) ?? guidIn(text("href")) ?? guidIn(text("id")),
    name: text("name"),
    links: linksOf(members.get("links")),
    jobUid: text("jobuid"),
    jobName: text("jobname"),
    jobType,
    jobSessionUid: text("jobsessionuid"),
    state,
    result,
    creationTime,
    endTime,
    failureMessage: text("failuremessage"),
    reason: text("reason"),
    vmDisplayName: text("vmdisplayname"),
    totalSize: members.get("totalsize") ?? null,
  };
}

function whatIs(
  uid: string | null,
  type: string | null,
  href: string | null,
  listName: string,
): TakenRecord["what"] | null {
  const told = [uid?.split(":").at(-2), type, href?.split("/").at(-2), listName];
  for (const word of told) {
    if (word === undefined || word === null) continue;
    if (/^backup(job)?session/i.test(word)) return "session";
    if (/^backuptasksession/i.test(word)) return "task";
  }
  return uid === null && type === null && href === null ? "session" : null;
}

function linksOf(value: unknown): Link[] {
  return linkMembers(value).map((members) => ({
    rel: textOf(members.get("rel")),
    type: textOf(members.get("type")),
    name: textOf(members.get("name")),
    href: textOf(members.get("href")),
  }));
}

/** `Links` is an array in JSON and an element with `Link` children in XML. */
function linkMembers(value: unknown): Members[] {
  if (Array.isArray(value)) return value.filter(isObject).map(membersOfObject);
  if (!isObject(value)) return [];
  if (isElement(value)) return value.children.map(membersOfElement);
  return Object.keys(value).flatMap((key) => {
    const list = value[key];
    return Array.isArray(list) ? linkMembers(list) : isObject(list) ? [membersOfObject(list)] : [];
  });
}

function isElement(value: object): value is XmlElement {
  return "children" in value && Array.isArray(value.children) && "attributes" in value;
}
