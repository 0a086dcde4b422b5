/** What stands in a record in place of what opens something, as JSON. */
export const REMOVED = '"[removed]"';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/gs;
const SECRET_KEY = "flrlink";
/** Cheap test first: the key in plain letters, or an escape that could spell it. */
const MAY_HOLD_LINK = /flrlink|\\u/i;

/**
 * The record's text with the value of every `flrLink`, at any depth, replaced by `"[removed]"`, and not a letter
 * changed elsewhere. The link opens the file-level recovery browser to whoever holds it.
 */
export function withoutAccessLinks(text: string): string {
  if (!MAY_HOLD_LINK.test(text)) return text;
  let kept = "";
  let keptTo = 0;
  const tokens = text.matchAll(TOKEN);
  for (let token = tokens.next(); !token.done; token = tokens.next()) {
    if (!isSecretKey(token.value[0])) continue;
    const colon = tokens.next();
    if (colon.done || colon.value[0] !== ":") continue;
    const first = tokens.next();
    if (first.done) break;
    const start = first.value.index;
    let last = first.value;
    for (let depth = nesting(last[0]); depth > 0; depth += nesting(last[0])) {
      const next = tokens.next();
      if (next.done) break;
      last = next.value;
    }
    kept += `${text.slice(keptTo, start)}${REMOVED}`;
    keptTo = last.index + last[0].length;
  }
  return kept + text.slice(keptTo);
}

function nesting(token: string): number {
  return token === "{" || token === "[" ? 1 : token === "}" || token === "]" ? -1 : 0;
}

function isSecretKey(token: string): boolean {
  if (!token.startsWith('"')) return false;
  try {
    return String(JSON.parse(token)).toLowerCase() === SECRET_KEY;
  } catch {
    return false;
  }
}

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/.*/is;

/** The text of a CSV's cell or row up to its first web address: no heading need say that it is an access link. */
export function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, "[removed]");
}

const LINK_NAME = String.raw`[^\s<>/="']*flr[-_.]?link[^\s<>/="']*`;
const LINK_ELEMENT = new RegExp(String.raw`<(${LINK_NAME})(?:\s[^<]*)?>.*</\1\s*>`, "gis");
const EMPTY_LINK_ELEMENT = new RegExp(String.raw`<(${LINK_NAME})\s[^<]*?/>`, "gis");
const LINK_ATTRIBUTE = new RegExp(String.raw`(\s${LINK_NAME}\s*=\s*)(?:"[^"]*"|'[^']*')`, "gis");
const XML_ADDRESS = /(?<!xmlns(?::[\w.-]+)?\s*=\s*["'])https?:\/\/[^\s"'<>]*/gi;

/** An XML record's text without access links and other web addresses. */
export function withoutXmlAccessLinks(text: string): string {
  return text
    .replace(LINK_ELEMENT, "<$1>[removed]</$1>")
    .replace(EMPTY_LINK_ELEMENT, "<$1/>")
    .replace(LINK_ATTRIBUTE, `$1${REMOVED}`)
    .replace(XML_ADDRESS, "[removed]");
}
