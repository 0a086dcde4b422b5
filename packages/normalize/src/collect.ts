import type { Context, Normalized, Outcome, Reject, ReplyEnd, Sink } from "./outcome.ts";
import { resolveRepeats } from "./repeats.ts";
import type { Vendor } from "./session.ts";
import { VENDOR_READERS } from "./vendors/registry.ts";

export interface Collector extends Sink {
  finish(end: ReplyEnd): Outcome;
}

/**
 * Holds what a reader hands over until the verdict is known. Of a reply that failed, the whole records before the cut
 * are kept if it was XML or CSV; JSON gives none, for its order of records and envelope promises nothing before its end.
 */
export function createCollector(): Collector {
  const given: Normalized[] = [];
  const rejects: Reject[] = [];
  return {
    session(normalized) {
      given.push(normalized);
    },
    reject(reject) {
      rejects.push(reject);
    },
    finish(end) {
      const { records, failure, total } = end;
      if (!recordsStand(end, given.some(isXmlSession) || rejects.some(isXmlReject))) {
        return { records: 0, sessions: [], rejects: [], repeats: 0, repeated: [], failure, total };
      }
      if (records !== given.length + rejects.length) {
        throw new Error(`${records} records were read, and ${given.length + rejects.length} handed over`);
      }
      return { records, ...resolveRepeats(given), rejects, failure, total };
    },
  };
}

/** Whether what a reply held is to be used, though it may have failed. */
export function recordsStand({ failure, ...end }: ReplyEnd, isXml: boolean): boolean {
  return failure === null || end.recordsStand === true || isXml;
}

export function isXmlSession({ raw }: Normalized): boolean {
  return raw.format === "xml";
}

export function isXmlReject({ record }: Reject): boolean {
  return record.startsWith("<");
}

const PIECE_BYTES = 64 * 1024;

/** Reads a whole reply at once. For one that arrives over time, push its bytes into the vendor's reader. */
export function normalizeReply(vendor: Vendor, bytes: Uint8Array, context: Context): Outcome {
  const collector = createCollector();
  const reader = VENDOR_READERS[vendor](context, collector);
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    reader.push(bytes.subarray(from, from + PIECE_BYTES));
  }
  return collector.finish(reader.end());
}
