/** The middle of some numbers; null of none. Does not change its argument. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  // Sorts by value without a function to ask: charts ask for thousands of these.
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Median and median absolute deviation, which one wild value does not move; null of none. */
export function robust(values: readonly number[]): { median: number; mad: number } | null {
  const middle = median(values);
  if (middle === null) return null;
  return { median: middle, mad: median(values.map((value) => Math.abs(value - middle))) ?? 0 };
}
