import type { CellKind } from "@lastgood/proxy/contract";
import { CELL_LOOK } from "../lib/status-look.ts";
import styles from "./Cells.module.css";

interface CellProps {
  kind: CellKind;
  x: number;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** One cell of a strip or grid; height and fill tell it as well as colour. */
export function Cell({ kind, x, width, height }: CellProps) {
  return <MixedCell kind={kind} x={x} width={width} height={height} troubled={1} />;
}

const FINE_SHARE = CELL_LOOK.ok.height;
const LEAST_SHARE = 0.28;

export interface CellBlock {
  kind: CellKind;
  /** CSS pixels. */
  tall: number;
  /** Where it stands, from the top of the cell. */
  floor: number;
}

/** What a cell is drawn of: what is fine below, the worst of the rest above it, taller the more there are of it. */
export function blocksOf(kind: CellKind, height: number, troubled: number): CellBlock[] {
  if (troubled <= 0 || troubled >= 1)
    return [{ kind, tall: Math.max(1.5, CELL_LOOK[kind].height * height), floor: height }];
  const base = FINE_SHARE * height;
  const rest = height - base - 1;
  return [
    { kind: "ok", tall: base, floor: height },
    { kind, tall: rest * (LEAST_SHARE + (1 - LEAST_SHARE) * troubled), floor: height - base - 1 },
  ];
}

/** A cell of several items. */
export function MixedCell({ kind, x, width, height, troubled }: CellProps & { troubled: number }) {
  return blocksOf(kind, height, troubled).map((block) => (
    <Block key={block.floor} {...block} x={x} width={width} />
  ));
}

function Block({
  kind,
  x,
  width,
  tall,
  floor,
}: {
  kind: CellKind;
  x: number;
  width: number;
  tall: number;
  floor: number;
}) {
  const look = CELL_LOOK[kind];
  if (look.fill === "none") return null;
  if (look.fill === "solid" || look.fill === "line") {
    return (
      <rect
        className={styles.solid}
        data-tone={look.tone}
        x={x}
        y={floor - tall}
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
      y={floor - tall + 0.75}
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
