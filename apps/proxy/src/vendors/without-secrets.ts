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

/** The text with the source's credentials and tokens taken out, however a request or its echo spells them. */
export function withoutSecrets(source: Holder, text: string): string {
  const values = [source.apiKey?.reveal(), source.password?.reveal(), ...(issued.get(source) ?? [])];
  const forms = values.flatMap((value) => (value ? formsOf(value, source.username ?? "") : []));
  // The longest first: a form that is part of another must not leave the rest of it behind.
  return forms
    .sort((a, b) => b.length - a.length)
    .reduce((clean, { pattern }) => clean.replaceAll(pattern, "[secret]"), text);
}

interface Form {
  length: number;
  pattern: RegExp;
}

/** A short password is part of many words: alone it is the password, within a word it is not. */
const SHORT = 6;

function formsOf(value: string, username: string): Form[] {
  const base64 = [value, `${username}:${value}`].map((text) => Buffer.from(text).toString("base64"));
  return [value, ...base64].map((form) => {
    const letters = [...form].map(spelled).join("");
    const whole = form.length < SHORT ? `(?<![\\p{L}\\p{N}])${letters}(?![\\p{L}\\p{N}])` : letters;
    return { length: form.length, pattern: new RegExp(whole, "gu") };
  });
}

const exact = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

const NAMED: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };
/** What was escaped in JSON again and again; bounded, for a vendor may send backslashes by the thousand. */
const [SOME_BACKSLASHES, BACKSLASHES] = ["\\\\{0,8}", "\\\\{1,8}"];

/** A letter as it is, or as addresses, forms, JSON and markup of any program write it. */
function spelled(letter: string): string {
  if (/[\w.~-]/.test(letter)) return exact(letter);
  const code = letter.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(letter)].map((byte) => `%${hex(byte, 2)}`).join("");
  const units = letter.split("").map((unit) => `${BACKSLASHES}u${hex(unit.charCodeAt(0), 4)}`);
  const named = NAMED[letter];
  const forms = [
    letter === "\\" ? BACKSLASHES : `${SOME_BACKSLASHES}${exact(letter)}`,
    percent,
    `&#0{0,6}${code};`,
    `&#[xX]0{0,6}${hex(code, 1)};`,
    units.join(""),
    ...(named === undefined ? [] : [`&${named};`]),
    ...(letter === " " ? ["\\+"] : []),
  ];
  return `(?:${forms.join("|")})`;
}

/** In either case. */
function hex(number: number, digits: number): string {
  const text = number.toString(16).padStart(digits, "0");
  return text.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}
