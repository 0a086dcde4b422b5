import { STATUS_LOOK, type Tone } from "../lib/status-look.ts";
import { SHAPES } from "../ui/Mark.tsx";
import type { SeriesPoint } from "./points.ts";

/** The shape of what is wrong with a run, centred at `cx`, `cy` of a drawing. */
export function PointMark({
  tone,
  status,
  cx,
  cy,
  size,
}: {
  tone: Tone;
  /** Null for a day's sum, which stands for several. */
  status: SeriesPoint["status"] | null;
  cx: number;
  cy: number;
  /** CSS pixels. */
  size: number;
}) {
  const shape =
    tone === "warning"
      ? "triangle"
      : status === null
        ? tone === "failed"
          ? "cross-square"
          : "dashed-ring"
        : STATUS_LOOK[status].shape;
  return (
    <svg
      x={cx - size / 2}
      y={cy - size / 2}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className="tone"
      data-tone={tone}
    >
      {SHAPES[shape]}
    </svg>
  );
}
