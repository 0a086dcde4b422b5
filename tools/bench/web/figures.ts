export interface Figure {
  figure: string;
  measured: number;
  unit: string;
  /** The budget; null where there is none. */
  most: number | null;
}

/** A table to be read, and whether every budget is kept. */
export function printFigures(figures: readonly Figure[]): boolean {
  const isKept = ({ measured, most }: Figure) => most === null || measured <= most;
  const rows = figures.map((one) => {
    const { figure, measured, unit, most } = one;
    const told = (value: number) =>
      `${Math.round(value * 10 ** digitsOf(unit)) / 10 ** digitsOf(unit)} ${unit}`.trim();
    return {
      figure,
      measured: told(measured),
      budget: most === null ? "" : told(most),
      ok: most === null ? "" : isKept(one) ? "yes" : "NO",
    };
  });
  console.table(Object.fromEntries(rows.map(({ figure, ...rest }) => [figure, rest])));
  return figures.every(isKept);
}

function digitsOf(unit: string): number {
  return unit === "ms" ? 0 : unit === "" ? 4 : 1;
}
