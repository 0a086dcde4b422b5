import { formatBytes, formatDuration, formatExactBytes, formatExactDuration } from "../lib/format.ts";

/** A size in binary units, the exact figure on hover. */
export function Bytes({ value }: { value: number | null }) {
  return <span title={formatExactBytes(value)}>{formatBytes(value)}</span>;
}

export function Duration({ ms }: { ms: number | null }) {
  return <span title={formatExactDuration(ms)}>{formatDuration(ms)}</span>;
}
