import type { ReactNode } from "react";
import type { Shape } from "../lib/status-look.ts";
import styles from "./Mark.module.css";

const line = { fill: "none", stroke: "currentColor", strokeWidth: 2 } as const;

/** Told apart without colour, at the size of text. The hole in a filled shape shows the ground behind it. */
export const SHAPES: Record<Shape, ReactNode> = {
  "cross-square": (
    <path
      d="M2 2h12v12H2z M5.7 4.3 4.3 5.7 6.6 8 4.3 10.3l1.4 1.4L8 9.4l2.3 2.3 1.4-1.4L9.4 8l2.3-2.3-1.4-1.4L8 6.6z"
      fill="currentColor"
      fillRule="evenodd"
    />
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} />
      <path d="M8 4.2V8l2.6 1.9" {...line} />
    </>
  ),
  "dashed-ring": (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} strokeDasharray="2.6 2.2" />
      <circle cx="8" cy="8" r="1.4" fill="currentColor" />
    </>
  ),
  dash: <path d="M3 8h10" {...line} />,
  triangle: <path d="M8 1.8 15 14H1z" fill="currentColor" />,
  ring: <circle cx="8" cy="8" r="3.2" {...line} strokeWidth={1.8} />,
  play: <path d="M4 2.5 13 8l-9 5.5z" {...line} strokeWidth={1.8} strokeLinejoin="round" />,
  archive: <path d="M2 3h12v3H2zM3.5 6v7h9V6M6.5 9h3" {...line} strokeWidth={1.5} />,
  "broken-square": <path d="M2 2h12v4.6H2zM2 9.4h12V14H2z" fill="currentColor" />,
  "slashed-ring": (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} />
      <path d="M3.8 12.2l8.4-8.4" {...line} />
    </>
  ),
  "hollow-square": <path d="M3 3h10v10H3z" {...line} />,
};

/** One shape, in the colour of the text around it; the word beside it carries the meaning for a reader. */
export function Mark({ shape, className }: { shape: Shape; className?: string }) {
  return (
    <svg className={`${styles.mark} ${className ?? ""}`} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[shape]}
    </svg>
  );
}
