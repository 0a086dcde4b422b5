import type { SourceConfig } from "../config-types.ts";
import { withoutSecrets } from "./without-secrets.ts";

const JSON_PLACES = [
  ["detail"],
  ["Message"],
  ["message"],
  ["result", 0, "message"],
  ["error_description"],
  ["error", "message"],
  ["error"],
  ["title"],
] as const;

/** The vendor's own short message in an error body of any kind, as one line of text without secrets; null without one. */
export function vendorWords(source: SourceConfig, body: string): string | null {
  // Before anything is cut: of half a secret nobody can tell that it is one.
  const clean = withoutSecrets(source, body);
  const words = fromJson(clean) ?? fromMarkup(clean);
  if (words === null) return null;
  const line = withoutSecrets(source, words.replaceAll(/[\s\p{Cc}]+/gu, " ").trim());
  if (line === "") return null;
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

function fromJson(body: string): string | null {
  let value: unknown;
  try {
    value = JSON.parse(body.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
  for (const place of JSON_PLACES) {
    const found = place.reduce<unknown>(
      (at, key) =>
        typeof at === "object" && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : null,
      value,
    );
    if (typeof found === "string" && found !== "") return found;
  }
  return null;
}

function fromMarkup(body: string): string | null {
  const found =
    /<error\b[^>]*\bmessage="([^"]{1,2000})"/i.exec(body) ??
    /<message>(?:<!\[CDATA\[)?([^<\]]{1,2000})/i.exec(body) ??
    /<title>([^<]{1,500})/i.exec(body);
  return found?.[1] ?? null;
}
