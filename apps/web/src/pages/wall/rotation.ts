/** Seconds that a page of the list stands, within what a person can read and still hopes to see again. */
export function rotateSeconds(asked: number | undefined): number {
  return Math.min(60, Math.max(20, asked ?? 30));
}

/** Whole rows that fit, at least one; all lengths in the same unit. */
export function rowsThatFit(height: number, rowHeight: number, gap: number): number {
  return Math.max(1, Math.floor((height + gap) / (rowHeight + gap)));
}

const MOST_PINNED = 2;

/**
 * One page of a list; a page past the last one begins anew. The first pinned rows stand on top of every page, so that
 * what is new is in sight whichever page is; every other row is on exactly one.
 */
export function pageOf<T>(rows: readonly T[], perPage: number, turn: number, isPinned: (row: T) => boolean) {
  if (rows.length <= perPage) return { page: 1, pages: 1, rows: [...rows] };
  const pinned = rows.filter(isPinned).slice(0, Math.min(MOST_PINNED, perPage - 1));
  const rest = rows.filter((row) => !pinned.includes(row));
  const room = perPage - pinned.length;
  const pages = Math.ceil(rest.length / room);
  const page = turn % pages;
  return { page: page + 1, pages, rows: [...pinned, ...rest.slice(page * room, (page + 1) * room)] };
}

const HOUR = 3_600_000;
const STEPS = [0, 2, 4, 2, 0, -2, -4, -2];

/** A few pixels another way each hour, so that no line burns in: back where it began after 64 hours. */
export function shiftAt(now: number): { x: number; y: number } {
  const hour = Math.floor(now / HOUR);
  return { x: STEPS[hour % 8] ?? 0, y: STEPS[Math.floor(hour / 8) % 8] ?? 0 };
}
