import {
  type Context,
  createSlicer,
  createSurveyor,
  type Normalized,
  type ReplyEnd,
  type ReplyFailure,
  type ReplyReader,
  VENDOR_READERS,
  type Vendor,
} from "@lastgood/normalize";
import type { SavedFile } from "./saved-file.ts";

/** What became of a file's records: added + changed + known + expired are its sessions. */
export interface Imported {
  added: number;
  changed: number;
  known: number;
  /** Older than the retention, and not kept. */
  expired: number;
  rejects: number;
  repeats: number;
  /** Why it was not, or not wholly, taken. */
  failure: ReplyFailure | null;
  /** It became another file while it was read. */
  hasChanged: boolean;
}

export interface ImportDeps {
  vendor: Vendor;
  context: Context;
  /** Of a slice of sessions; each is written whole or not at all. */
  putSessions(
    sessions: Normalized[],
  ): Promise<{ added: number; changed: number; unchanged: number; expired: number }>;
  putRejects: (rejects: Told["rejects"], repeated: Told["repeated"]) => Promise<void>;
  /** Bytes of the file that are done with. */
  onProgress(bytes: number): void;
  stop: AbortSignal;
}

type Told = NonNullable<ReturnType<ReturnType<typeof createSlicer>["finish"]>>;

const SLICE = 1000;

/**
 * Reads a file twice, so that it need not be held: whether its records stand and which of them come again is known only
 * at its end. Null where it was stopped: what it has written are whole sessions, and importing it again completes it.
 */
export async function importFile(file: SavedFile, deps: ImportDeps): Promise<Imported | null> {
  const { vendor, context, stop } = deps;
  const imported: Imported = {
    added: 0,
    changed: 0,
    known: 0,
    expired: 0,
    rejects: 0,
    repeats: 0,
    failure: null,
    hasChanged: false,
  };
  const half = (bytes: number) => deps.onProgress(bytes / 2);

  const surveyor = createSurveyor();
  const surveyed = await readThrough(file, VENDOR_READERS[vendor](context, surveyor), stop, half);
  if (surveyed === null) return null;
  const survey = surveyor.finish(surveyed);
  imported.failure = survey.failure;
  if (!survey.stands || survey.records === 0) {
    deps.onProgress(file.bytes / 2);
    return imported;
  }

  const slicer = createSlicer(survey);
  let pending: Normalized[] = [];
  async function putPending(): Promise<void> {
    const sessions = plainIdsFirst(pending);
    pending = [];
    for (let from = 0; from < sessions.length && !stop.aborted; from += SLICE) {
      const written = await deps.putSessions(sessions.slice(from, from + SLICE));
      imported.added += written.added;
      imported.changed += written.changed;
      imported.known += written.unchanged;
      imported.expired += written.expired;
    }
  }
  const reader = VENDOR_READERS[vendor](context, slicer);
  const end = await readThrough(file, reader, stop, async (bytes) => {
    for (const one of slicer.take()) pending.push(one);
    if (pending.length >= SLICE) await putPending();
    half(bytes);
  });
  if (end === null) return null;
  for (const one of slicer.take()) pending.push(one);
  await putPending();
  if (stop.aborted) return null;

  const told = slicer.finish(end);
  if (told === null || !(await file.isUnchanged())) return { ...imported, hasChanged: true };
  await deps.putRejects(told.rejects, told.repeated);
  return { ...imported, rejects: told.rejects.length, repeats: told.repeated.length };
}

async function readThrough(
  file: SavedFile,
  reader: ReplyReader,
  stop: AbortSignal,
  onPiece: (bytes: number) => void | Promise<void>,
): Promise<ReplyEnd | null> {
  for await (const piece of file.pieces()) {
    if (stop.aborted) return null;
    reader.push(piece);
    await onPiece(piece.length);
  }
  return stop.aborted ? null : reader.end();
}

/** The session that a reply calls `id` has a better right to it than one that it calls `id~start`. */
function plainIdsFirst(sessions: readonly Normalized[]): Normalized[] {
  return [...sessions].sort(
    (a, b) => Number(a.session.id.includes("~")) - Number(b.session.id.includes("~")),
  );
}
