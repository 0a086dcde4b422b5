import type { KeyboardEvent } from "react";

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/**
 * Arrow keys in a table of links: it is one stop for the Tab key, and from there they lead from cell to cell over what
 * is empty. The links carry `data-cell`; this is their handler, and all but one are given `tabIndex={-1}`.
 */
export function moveInGrid(event: KeyboardEvent<HTMLAnchorElement>): void {
  const link = event.currentTarget;
  const cell = link.closest("td");
  const rows = link.closest("table")?.rows;
  const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
  if (!cell || !rows || step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  let row = (cell.parentElement as HTMLTableRowElement).rowIndex + step[0];
  let column = cell.cellIndex + step[1];
  for (; rows[row]?.cells[column] !== undefined; row += step[0], column += step[1]) {
    const next = rows[row]?.cells[column]?.querySelector<HTMLAnchorElement>("a[data-cell]");
    if (!next) continue;
    link.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    return;
  }
}
