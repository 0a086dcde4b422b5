import { statSync } from "node:fs";

const LOOK_EVERY_MS = 1_000;

/** What a file is now, as far as a glance tells; files that cannot be seen are so too. */
function glance(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return "not there";
  }
}

/**
 * Calls `changed` once some of these files are no longer what they were and have stood still for one look: an editor
 * that is still writing is waited for. By looking, not by the system's events: those miss renames, mounts and links.
 */
export function watchFiles(files: () => readonly string[], changed: () => void): { stop(): void } {
  const look = () =>
    files()
      .map((file) => `${file} ${glance(file)}`)
      .join("\n");
  let taken = look();
  let last = taken;
  const timer = setInterval(() => {
    const seen = look();
    if (seen === last && seen !== taken) {
      taken = seen;
      changed();
      taken = look();
      last = taken;
    } else last = seen;
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
