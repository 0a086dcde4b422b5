import type { Session } from "../../session.ts";

const SUMMED = [
  "selectedBytes",
  "processedBytes",
  "transferredBytes",
] as const satisfies readonly (keyof Session)[];

/**
 * The policy's session with the sums of its children's sizes. A sum is null where there are no children or any of them
 * lacks the figure: half a sum would look like a shrunken backup.
 */
export function withChildFigures(policySession: Session, children: readonly Session[]): Session {
  const sums = Object.fromEntries(SUMMED.map((field) => [field, sum(children.map((child) => child[field]))]));
  return { ...policySession, ...sums };
}

function sum(figures: readonly (number | null)[]): number | null {
  if (figures.length === 0) return null;
  const total = figures.reduce<number>((so, figure) => so + (figure ?? Number.NaN), 0);
  return Number.isSafeInteger(total) ? total : null;
}
