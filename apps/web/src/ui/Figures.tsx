import { formatBytes, formatDuration, formatExactBytes } from "../lib/format.ts";

/** A size in binary units, the exact figure on hover. */
export function Bytes({ value }: { value: number | null }) {
  return <span title={formatExactBytes(value)}>{formatBytes(value)}</span>;
}

export function Duration({ ms }: { ms: number | null }) {
  return (
    <span title={ms === null ? "not known" : `${(ms / 1000).toLocaleString("en-GB")} s`}>
      {formatDuration(ms)}
    </span>
  );
}
