import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { UsageError } from "./usage-error.ts";

/** A saved reply that can be read from its beginning as often as is needed. */
export interface SavedFile {
  bytes: number;
  pieces(): AsyncIterable<Uint8Array>;
  /** Whether it is still what it was when it was opened. */
  isUnchanged(): Promise<boolean>;
}

/** Throws UsageError, in a sentence, where there is nothing to read. A pipe is held: it can be read only once. */
export async function openSaved(path: string): Promise<SavedFile> {
  const found = await told(path, () => stat(path));
  if (found.isDirectory()) throw new UsageError(`${shown(path)} is a folder; name the files in it`);
  if (!found.isFile()) {
    const held = await readWhole(path);
    return {
      bytes: held.length,
      async *pieces() {
        yield held;
      },
      isUnchanged: async () => true,
    };
  }
  return {
    bytes: found.size,
    async *pieces() {
      try {
        yield* createReadStream(path);
      } catch (error) {
        throw unreadable(path, error);
      }
    },
    async isUnchanged() {
      const now = await told(path, () => stat(path));
      return now.size === found.size && now.mtimeMs === found.mtimeMs;
    },
  };
}

/** 0 where there is none: what is wrong is told when it is opened. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export function readWhole(path: string): Promise<Buffer> {
  return told(path, () => readAll(createReadStream(path)));
}

export async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function told<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A file named after the address it was fetched from holds that address's key. */
export function shown(path: string): string {
  return path.replaceAll(/(apikey=)[^&]*/gi, "$1[secret]");
}

const WORDS: Record<string, string> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder; name the files in it",
  EACCES: "may not be read by you",
  EPERM: "may not be read by you",
};

function unreadable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new UsageError(`${shown(path)} ${WORDS[code] ?? `cannot be read (${code})`}`);
}
