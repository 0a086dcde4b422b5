import type { Look } from "../lib/status-look.ts";
import { Mark } from "./Mark.tsx";
import styles from "./Status.module.css";

/** Shape, colour and word of a state; `quiet` hides the word from sight, never from a reader. */
export function Status({ look, quiet = false, text }: { look: Look; quiet?: boolean; text?: string }) {
  return (
    <span className={styles.status} data-tone={look.tone} title={quiet ? look.label : undefined}>
      <Mark shape={look.shape} />
      <span className={quiet ? "sr" : undefined}>{text ?? look.label}</span>
    </span>
  );
}
