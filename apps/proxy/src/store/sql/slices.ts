/** Pieces of at most `size`, so that no statement has too many parameters and no transaction lasts. */
export function* slices<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
