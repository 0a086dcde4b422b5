import type { CellKind, State } from "../contract.ts";

/** The greater, the better. Which of the words for trouble without a failure it is depends on how much is known. */
export const LEVEL: Record<State, number> = {
  failed: 0,
  overdue: 1,
  unknown: 1,
  never: 1,
  warning: 2,
  ok: 3,
  retired: 3,
};

/** As `LEVEL`, of a day's cell. */
export const CELL_LEVEL: Record<CellKind, number> = {
  failed: 0,
  missed: 1,
  unknown: 1,
  "no-data": 1,
  warning: 2,
  ok: 3,
  "not-yet-due": 3,
  "not-expected": 3,
  "before-first": 3,
};

export const GREEN: readonly string[] = ["ok", "warning"];

/** What a reason must never hold. */
export const NO_WORDS = /undefined|\bnull\b|NaN|Invalid|\[object/;
