/** The known word that was probably meant; null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const distances = known.map((candidate) => distance(word.toLowerCase(), candidate.toLowerCase()));
  const least = Math.min(...distances);
  const found = known[distances.indexOf(least)];
  return found !== undefined && least <= Math.max(1, Math.floor(found.length / 3)) ? found : null;
}

/** ` did you mean x?` or the list of what is known. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = nearest(word, known);
  return found === null ? `known here: ${known.join(", ")}` : `did you mean ${found}?`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
