const HOUR = 3_600_000;
const STEP_PX = 4;

/** Where the picture stands this hour: a walk over nine places, against burn-in. */
export function shiftAt(now: number): { x: number; y: number } {
  const place = Math.floor(now / HOUR) % 9;
  return { x: ((place % 3) - 1) * STEP_PX, y: (Math.floor(place / 3) - 1) * STEP_PX };
}
