/**
 * At most about `most` of some points in time order: each bucket keeps its least, its greatest and the points that
 * `keep` names, so that no outlier and no failure is smoothed away; where those are more than half, the newest of them. Never
 * invents a point.
 */
export function thin<T>(
  points: readonly T[],
  most: number,
  value: (point: T) => number | null,
  keep: (point: T) => boolean,
): T[] {
  if (points.length <= most) return [...points];
  const kept = new Set<number>([0, points.length - 1]);
  for (let i = points.length - 1; i >= 0 && kept.size < most / 2; i -= 1)
    if (keep(points[i] as T)) kept.add(i);
  const buckets = Math.max(1, Math.floor((most - kept.size) / 2));
  const size = points.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    let least = -1;
    let greatest = -1;
    for (
      let i = Math.floor(bucket * size);
      i < Math.min(points.length, Math.floor((bucket + 1) * size));
      i += 1
    ) {
      const at = value(points[i] as T);
      if (at === null) continue;
      if (least === -1 || at < (value(points[least] as T) as number)) least = i;
      if (greatest === -1 || at > (value(points[greatest] as T) as number)) greatest = i;
    }
    if (least !== -1) kept.add(least);
    if (greatest !== -1) kept.add(greatest);
  }
  return [...kept].sort((a, b) => a - b).map((i) => points[i] as T);
}
