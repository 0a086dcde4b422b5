import type { FieldIssue } from "./session.ts";
import { isZeroDate, parseUtc } from "./time.ts";

/**
 * Reads a vendor's fields without ever guessing: absent (undefined, null, empty) is null; what is there and cannot be
 * read is null too, and named in the issues.
 */
export interface Fields {
  /** The text as it came; null where it is blank or no text. */
  text(value: unknown): string | null;
  /** Text, or a whole JSON number as its digits: for ids and for words that a vendor may write as numbers. */
  id(field: string, value: unknown): string | null;
  /** A whole number from 0 to 2^53 - 1, from a JSON number or decimal digits. */
  integer(field: string, value: unknown): number | null;
  /** A finite number from 0, fractions allowed. */
  number(field: string, value: unknown): number | null;
  /** `parse` gives ISO 8601 in UTC, or null; default `parseUtc`. Empty and `0000-00-00…` are absent. */
  time(field: string, value: unknown, parse?: (text: string) => string | null): string | null;
  /** `parse` gives milliseconds, or null. */
  duration(field: string, value: unknown, parse: (text: string) => number | null): number | null;
  /** Notes a problem of a field, in plain words; returns null for the field's value. */
  issue(field: string, problem: string): null;
}

const DIGITS = /^\d+$/;
const DECIMAL = /^\d+(\.\d+)?$/;

export function createFields(issues: FieldIssue[]): Fields {
  return new IssueFields(issues);
}

/** A class, since one is made for every record: a closure for each method would cost more than the reading. */
class IssueFields implements Fields {
  private readonly issues: FieldIssue[];

  constructor(issues: FieldIssue[]) {
    this.issues = issues;
  }

  issue(field: string, problem: string): null {
    this.issues.push({ field, problem });
    return null;
  }

  text(value: unknown): string | null {
    return typeof value === "string" && value.trim() !== "" ? value : null;
  }

  id(field: string, value: unknown): string | null {
    if (value === undefined || value === null) return null;
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
    return this.issue(field, `neither text nor a whole number: ${quote(value)}`);
  }

  integer(field: string, value: unknown): number | null {
    return this.quantity(field, value, DIGITS, "a whole number");
  }

  number(field: string, value: unknown): number | null {
    return this.quantity(field, value, DECIMAL, "a number");
  }

  time(field: string, value: unknown, parse: (text: string) => string | null = parseUtc): string | null {
    if (isAbsent(value) || (typeof value === "string" && isZeroDate(value))) return null;
    const time = typeof value === "string" ? parse(value.trim()) : null;
    return time ?? this.issue(field, `no time: ${quote(value)}`);
  }

  duration(field: string, value: unknown, parse: (text: string) => number | null): number | null {
    if (isAbsent(value)) return null;
    const duration = typeof value === "string" ? parse(value.trim()) : null;
    return duration ?? this.issue(field, `no duration: ${quote(value)}`);
  }

  private quantity(field: string, value: unknown, shape: RegExp, wanted: string): number | null {
    if (isAbsent(value)) return null;
    const digits = typeof value === "string" ? value.trim() : value;
    if (typeof digits !== "number" && typeof digits !== "string")
      return this.issue(field, `no number: ${quote(value)}`);
    if (typeof digits === "string" && !shape.test(digits) && !isNegative(digits)) {
      return this.issue(field, `not ${wanted}: ${quote(value)}`);
    }
    const number = Number(digits);
    if (number < 0) return this.issue(field, `negative: ${quote(value)}`);
    if (!(number <= Number.MAX_SAFE_INTEGER))
      return this.issue(field, `too large to be exact: ${quote(value)}`);
    if (shape === DIGITS && !Number.isInteger(number))
      return this.issue(field, `not ${wanted}: ${quote(value)}`);
    return number === 0 ? 0 : number;
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

function isNegative(text: string): boolean {
  return text.startsWith("-") && DECIMAL.test(text.slice(1));
}

const MAX_QUOTED = 60;

function quote(value: unknown): string {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  const text = isPlain ? String(value) : "an object or list";
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
