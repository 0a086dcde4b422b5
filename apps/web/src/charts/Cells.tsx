import type { CellKind } from "@lastgood/proxy/contract";
import { CELL_LOOK } from "../lib/status-look.ts";
import styles from "./Cells.module.css";

/** One cell of a strip or grid; height and fill tell it as well as colour. `width` and `height` are CSS pixels. */
export function Cell({
  kind,
  x,
  width,
  height,
}: {
  kind: CellKind;
  x: number;
  width: number;
  height: number;
}) {
  const look = CELL_LOOK[kind];
  const tall = Math.max(1.5, look.height * height);
  if (look.fill === "none") return null;
  if (look.fill === "solid" || look.fill === "line") {
    return (
      <rect
        className={styles.solid}
        data-tone={look.tone}
        x={x}
        y={height - tall}
        width={width}
        height={tall}
      />
    );
  }
  return (
    <rect
      className={styles.hollow}
      data-tone={look.tone}
      data-dashed={look.fill === "dashed"}
      x={x + 0.75}
      y={height - tall + 0.75}
      width={width - 1.5}
      height={Math.max(0.5, tall - 1.5)}
    />
  );
}

/** The last backup days of one item, oldest first; read out as counts. */
export function Strip({ cells }: { cells: readonly CellKind[] }) {
  const step = 7;
  return (
    <svg
      className={styles.strip}
      width={cells.length * step}
      height={18}
      role="img"
      aria-label={describe(cells)}
    >
      {cells.map((kind, index) => (
        <Cell key={`${index}-${kind}`} kind={kind} x={index * step} width={5} height={18} />
      ))}
    </svg>
  );
}

/** "Last 14 days, newest first: 3 failed, 11 fine." */
function describe(cells: readonly CellKind[]): string {
  const runs: string[] = [];
  let index = cells.length - 1;
  while (index >= 0) {
    const kind = cells[index] as CellKind;
    let length = 0;
    while (index >= 0 && cells[index] === kind) {
      length += 1;
      index -= 1;
    }
    runs.push(`${length} ${CELL_LOOK[kind].label}`);
  }
  return `Last ${cells.length} days, newest first: ${runs.join(", ")}`;
}
