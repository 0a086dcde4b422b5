import type { KeyboardEventHandler } from "react";

/** Where the keyboard stands in a chart: at a point, and from where a range is being chosen. Places in the line's points. */
export interface Cursor {
  at: number;
  /** Null while no range is being chosen. */
  anchor: number | null;
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  PageUp: (at) => at - 7,
  PageDown: (at) => at + 7,
  Home: () => 0,
  End: (_at, last) => last,
};

/** The cursor after a key; null where the key does not move it. The first move lands on the newest point. */
export function moveCursor(cursor: Cursor | null, key: string, shift: boolean, count: number): Cursor | null {
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  if (step === undefined || count === 0) return null;
  const last = count - 1;
  const from = Math.min(cursor?.at ?? count, last);
  const wanted = cursor === null && key !== "Home" ? last : step(from, last);
  const at = Math.min(last, Math.max(0, wanted));
  return { at, anchor: shift ? (cursor?.anchor ?? from) : null };
}

/**
 * What a chart is to who does not see it: a slider over its stops, or a picture where it has none.
 *
 * @param at the place of the cursor; null stands for the newest
 * @param words what is told there
 */
export function readingOf(count: number, at: number | null, words: string, onKeyDown: KeyboardEventHandler) {
  if (count === 0) return { role: "img" };
  return {
    role: "slider",
    tabIndex: 0,
    "aria-valuemin": 1,
    "aria-valuemax": count,
    "aria-valuenow": Math.min(at ?? count, count - 1) + 1,
    "aria-valuetext": words,
    onKeyDown,
  };
}
