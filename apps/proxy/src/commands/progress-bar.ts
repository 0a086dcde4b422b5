import type { Process } from "./surroundings.ts";

export interface ProgressBar {
  /** Begins with one more file. */
  file(name: string): void;
  /** So many more bytes are done. */
  add(bytes: number): void;
  /** Takes the bar off the screen, so that a line can be printed; the next step draws it again. */
  clear(): void;
}

const REDRAW_MS = 100;
const CELLS = 24;
const MB = 1_000_000;

/** One line on a terminal's stderr, drawn anew in place; nothing where stderr is no terminal. */
export function createProgressBar(
  { err, env, now }: Process,
  total: { files: number; bytes: number },
): ProgressBar {
  const screen = err as Partial<NodeJS.WriteStream>;
  const isShown = screen.isTTY === true && env.TERM !== "dumb";
  let files = 0;
  let bytes = 0;
  let name = "";
  let isDrawn = false;
  let drawnAt = Number.NEGATIVE_INFINITY;

  function draw(): void {
    if (!isShown || now() - drawnAt < REDRAW_MS) return;
    drawnAt = now();
    isDrawn = true;
    const share = total.bytes === 0 ? 1 : Math.min(1, bytes / total.bytes);
    const done = Math.floor(share * CELLS);
    const line =
      `[${"#".repeat(done)}${"-".repeat(CELLS - done)}] ${String(Math.floor(share * 100)).padStart(3)} %  ` +
      `file ${files} of ${total.files}  ${(bytes / MB).toFixed(1)} of ${(total.bytes / MB).toFixed(1)} MB  ${name}`;
    err.write(`\r${line.slice(0, (screen.columns || 80) - 1)}\u001b[K`);
  }

  return {
    file(next) {
      files += 1;
      name = next;
      draw();
    },
    add(more) {
      bytes += more;
      draw();
    },
    clear() {
      if (isDrawn) err.write("\r\u001b[K");
      isDrawn = false;
      drawnAt = Number.NEGATIVE_INFINITY;
    },
  };
}
