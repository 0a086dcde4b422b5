import type { Named } from "./contract.ts";

/** The vendor's own id, without the source before it. */
const own = (named: Named) => named.id.slice(named.id.indexOf(":") + 1);

/**
 * Whether the configuration means this thing: `Aue-*` means every name or id of the vendor's that begins so; anything else must
 * be the name or the id. Null means everything, also what has no such thing.
 */
export function isNamedAs(wanted: string | null, named: Named | null): boolean {
  if (wanted === null) return true;
  if (!named) return false;
  if (isPattern(wanted)) {
    const start = wanted.slice(0, -1);
    return (named.name ?? "").startsWith(start) || own(named).startsWith(start);
  }
  return own(named) === wanted || named.id === wanted || named.name === wanted;
}

export function isPattern(wanted: string | null): boolean {
  return wanted?.endsWith("*") ?? false;
}
