import type { Context } from "hono";

export type Scalar = string | number | boolean | null;

export interface Link {
  Rel: string;
  Type: string;
  Href: string;
  Name?: string;
}

/** One thing, to be written as XML (`attributes` as such, the rest as elements) or as JSON (all members alike). */
export interface Entity {
  tag: string;
  attributes: Record<string, Scalar>;
  links: Link[];
  fields: Record<string, Scalar>;
}

export interface Formatting {
  /** Keys of JSON begin in lower case from version 13 on. */
  camelCase: boolean;
  hasByteOrderMark: boolean;
  /** Whether JSON is never given, also where it was asked for. */
  onlyXml: boolean;
}

const NAMESPACES =
  'xmlns="http://www.veeam.com/ent/v1.0" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** JSON only for exactly that one type: with several, or with any, the default stands. */
export function wantsJson(c: Context, { onlyXml }: Formatting): boolean {
  return !onlyXml && c.req.header("accept")?.trim() === "application/json";
}

export function entityXml({ tag, attributes, links, fields }: Entity, isRoot = false): string {
  const linkText = links.length
    ? `<Links>${links.map((link) => `<Link${attributeText(link)}/>`).join("")}</Links>`
    : "";
  const inner = Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join("");
  return `<${tag}${isRoot ? ` ${NAMESPACES}` : ""}${attributeText(attributes)}>${linkText}${inner}</${tag}>`;
}

export function entityJson({ attributes, links, fields }: Entity): object {
  return { Links: links, ...fields, ...attributes };
}

export function xmlReply(
  c: Context,
  body: string,
  status: 200 | 201 | 400 | 401 | 403 | 404 | 411 | 501 = 200,
) {
  const text = `<?xml version="1.0" encoding="utf-8"?>${body}`;
  return c.body(text, status, { "Content-Type": "application/xml; charset=utf-8" });
}

export function jsonReply(
  c: Context,
  value: unknown,
  { camelCase, hasByteOrderMark }: Formatting,
  status: 200 | 201 = 200,
) {
  const text = JSON.stringify(camelCase ? withLowerKeys(value) : value);
  return c.body(`${hasByteOrderMark ? "\uFEFF" : ""}${text}`, status, {
    "Content-Type": "application/json; charset=utf-8",
  });
}

/** Errors come as XML, also where JSON was asked for. */
export function errorReply(c: Context, status: 400 | 401 | 403 | 404 | 411 | 501, message: string): Response {
  if (status === 401) c.header("WWW-Authenticate", 'Basic realm="Veeam"');
  return xmlReply(
    c,
    `<Error ${NAMESPACES}${attributeText({ Message: message, StatusCode: status })}/>`,
    status,
  );
}

export function rootXml(tag: string, inner: string): string {
  return `<${tag} ${NAMESPACES}>${inner}</${tag}>`;
}

function attributeText(attributes: object): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(value as Scalar)}"`)
    .join("");
}

function escaped(value: Scalar): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return String(value).replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

function withLowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withLowerKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isAllUpper = key === key.toUpperCase();
      return [
        isAllUpper ? key.toLowerCase() : key.charAt(0).toLowerCase() + key.slice(1),
        withLowerKeys(member),
      ];
    }),
  );
}
