import {
  FAILED_STATUSES,
  KINDS,
  type Kind,
  LEVELS,
  type Level,
  STATUSES,
  type Status,
} from "@lastgood/normalize";

/** A word's place in its vocabulary, to which new ones are only ever added at the end: stores hold these numbers. */
export function codeOf<W extends string>(vocabulary: readonly W[], word: W): number {
  const code = vocabulary.indexOf(word);
  if (code === -1) throw new TypeError(`${word} is none of ${vocabulary.join(", ")}`);
  return code;
}

function wordAt<W>(vocabulary: readonly W[], code: number): W {
  const word = vocabulary[code];
  if (word === undefined) throw new RangeError(`there is no word ${code}`);
  return word;
}

export const statusCode = (status: Status): number => codeOf(STATUSES, status);
export const kindCode = (kind: Kind): number => codeOf(KINDS, kind);
export const statusAt = (code: number): Status => wordAt(STATUSES, code);
export const kindAt = (code: number): Kind => wordAt(KINDS, code);
export const levelAt = (code: number | null): Level | null => (code === null ? null : wordAt(LEVELS, code));

/** Ended without a backup; and ended with one. */
export const FAILURE_CODES = FAILED_STATUSES.map(statusCode);
export const GOOD_CODES = (["success", "warning"] satisfies Status[]).map(statusCode);
