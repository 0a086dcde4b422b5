import type { Secret } from "../secret.ts";

/** A source as far as its credentials go. */
export interface Holder {
  apiKey?: Secret | null;
  username?: string | null;
  password?: Secret | null;
}

/** Tokens live for hours; what is older than so many no longer opens anything. */
const KEPT = 8;
const issued = new WeakMap<Holder, string[]>();

/** Takes note of what a vendor gave in exchange for the credentials, a token say: until it ends it is one itself. */
export function keepSecret(source: Holder, value: string): string {
  issued.set(source, [...(issued.get(source) ?? []), value].slice(-KEPT));
  return value;
}

/** The text with the source's credentials and tokens taken out, in every form in which a request sends them. */
export function withoutSecrets(source: Holder, text: string): string {
  const values = [source.apiKey?.reveal(), source.password?.reveal(), ...(issued.get(source) ?? [])];
  const forms = values.flatMap((value) => (value ? formsOf(value, source.username ?? "") : []));
  // The longest first: a form that is part of another must not leave the rest of it behind.
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, form) => clean.replaceAll(occurrences(form), "[secret]"), text);
}

/** A short password is part of many words: alone it is the password, within a word it is not. */
const SHORT = 6;

function occurrences(form: string): RegExp {
  const exact = form.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(form.length < SHORT ? `(?<![\\p{L}\\p{N}])${exact}(?![\\p{L}\\p{N}])` : exact, "gu");
}

function formsOf(value: string, username: string): string[] {
  const encoded = [encodeURIComponent(value), new URLSearchParams([["", value]]).toString().slice(1)];
  return [
    value,
    ...encoded,
    ...encoded.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
    Buffer.from(value).toString("base64"),
    Buffer.from(`${username}:${value}`).toString("base64"),
  ];
}
