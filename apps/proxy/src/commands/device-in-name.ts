import { basename } from "node:path";
import { shown } from "./saved-file.ts";
import { UsageError } from "./usage-error.ts";

/** A day, with or without a time behind it. */
const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;

/**
 * The N-able device that a saved reply was asked of: the one part of the file's name that is a number, as in `9001.xml`
 * or `fs01-9001.xml`. Throws UsageError where none is, several are, or the number may be a date.
 */
export function deviceInName(path: string): string {
  const numbers = basename(path)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => /^\d+$/.test(part));
  const [number] = numbers;
  const refuse = (why: string) =>
    new UsageError(`${shown(path)}: ${why}; give --device, or name the file like device-9001.xml`);
  if (number === undefined) throw refuse("no part of its name is a device's number");
  if (numbers.length > 1) throw refuse(`its name has ${numbers.length} numbers, and one must be the device`);
  if (DATE.test(number)) throw refuse(`${number} in its name may be a date`);
  return number;
}
