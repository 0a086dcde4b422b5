import type { Process } from "./surroundings.ts";

export interface ProgressBar {
  /** Begins with one more file. */
  file(name: string): void;
  /** So many more bytes are done. */
  add(bytes: number): void;
  /** Takes the bar off the screen, so that a line can be printed; the next step draws it again. */
  clear(): void;
}

/** What is under way, as a share of all and in words. */
export interface ProgressLine {
  show(share: number, words: string): void;
  clear(): void;
}

const REDRAW_MS = 100;
const CELLS = 24;
const MB = 1_000_000;

/** One line on a terminal's stderr, drawn anew in place; nothing where stderr is no terminal. */
export function createProgressLine({ err, env, now }: Process): ProgressLine {
  const screen = err as Partial<NodeJS.WriteStream>;
  const isShown = screen.isTTY === true && env.TERM !== "dumb";
  let isDrawn = false;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    show(share, words) {
      if (!isShown || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      isDrawn = true;
      const done = Math.floor(share * CELLS);
      const line =
        `[${"#".repeat(done)}${"-".repeat(CELLS - done)}] ` +
        `${String(Math.floor(share * 100)).padStart(3)} %  ${words}`;
      err.write(`\r${line.slice(0, (screen.columns || 80) - 1)}\u001b[K`);
    },
    clear() {
      if (isDrawn) err.write("\r\u001b[K");
      isDrawn = false;
      drawnAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** The same line, of files that are read. */
export function createProgressBar(process: Process, total: { files: number; bytes: number }): ProgressBar {
  const line = createProgressLine(process);
  let files = 0;
  let bytes = 0;
  let name = "";

  const draw = () =>
    line.show(
      total.bytes === 0 ? 1 : Math.min(1, bytes / total.bytes),
      `file ${files} of ${total.files}  ${(bytes / MB).toFixed(1)} of ${(total.bytes / MB).toFixed(1)} MB  ${name}`,
    );

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
    clear: line.clear,
  };
}
