import { setImmediate as others } from "node:timers/promises";
import {
  type Context,
  createCollector,
  type Outcome,
  type ReplyFailure,
  VENDOR_READERS,
  type Vendor,
} from "@lastgood/normalize";
import type { SourceConfig } from "../config-types.ts";
import type { VendorResponse } from "./http.ts";
import { VendorError } from "./vendor-error.ts";

/**
 * Normalizes a reply while it arrives. A body that breaks off is an outcome whose failure says so, with what its vendor's
 * reader keeps of such a reply.
 */
export async function readReply(
  response: VendorResponse,
  vendor: Vendor,
  context: Context,
): Promise<{ outcome: Outcome; broken: VendorError | null }> {
  const collector = createCollector();
  const reader = VENDOR_READERS[vendor](context, collector);
  let broken: VendorError | null = null;
  try {
    for await (const piece of response.chunks()) {
      reader.push(piece);
      // Pieces that are already here come without a pause.
      await others();
    }
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    broken = error;
  }
  const end = reader.end();
  const failure =
    broken === null ? end.failure : { kind: "cut-off" as const, message: broken.message, code: null };
  return { outcome: collector.finish({ ...end, failure }), broken };
}

/** What a reply's failure means for the call that it answers. */
export function replyError(source: SourceConfig, { kind, message }: ReplyFailure): VendorError {
  const { host } = new URL(source.url);
  return kind === "error-reply"
    ? new VendorError(source, "http", `${host} answered with an error: ${message}`)
    : new VendorError(source, "parse", `what ${host} answered cannot be read: ${message}`);
}
