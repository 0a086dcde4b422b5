/** The least that a vendor is known to give a page without being asked. */
const LEAST_LIMIT = 30;

/**
 * Limits of pages are round numbers: a page of so many rows may have been cut at one that nobody asked for, whatever it
 * says of how many there are. One more call tells; for other pages none is made.
 */
export function mayBeFull(rows: number): boolean {
  return rows >= LEAST_LIMIT && rows % 10 === 0;
}
