import type { Vendor } from "@lastgood/normalize";
import type { SourceErrorKind } from "../contract.ts";
import { type Holder, withoutSecrets } from "./without-secrets.ts";

/** A call to a vendor that did not bring what was asked. Its message is for a user and holds no secret and no URL query. */
export class VendorError extends Error {
  override name = "VendorError";
  readonly vendor: Vendor;
  readonly sourceId: string;
  readonly kind: SourceErrorKind;
  /** The HTTP status, where there was one. */
  readonly status: number | null;
  /** What the vendor asked to wait, where it did. */
  readonly retryAfterMs: number | null;

  constructor(
    source: Holder & { vendor: Vendor; id: string },
    kind: SourceErrorKind,
    message: string,
    more: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(withoutSecrets(source, message), { cause: more.cause });
    this.vendor = source.vendor;
    this.sourceId = source.id;
    this.kind = kind;
    this.status = more.status ?? null;
    this.retryAfterMs = more.retryAfterMs ?? null;
  }
}

/** Whether the next call would meet the same. */
export function endsThePoll({ kind }: VendorError): boolean {
  return kind === "auth" || kind === "network" || kind === "rate-limited";
}

/** The same failure, saying of what it is one; what the vendor asked to wait is kept. */
export function errorAbout(
  source: Holder & { vendor: Vendor; id: string },
  what: string,
  error: VendorError,
): VendorError {
  const { kind, message, status, retryAfterMs } = error;
  return new VendorError(source, kind, `${what}: ${message}`, {
    ...(status === null ? {} : { status }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    cause: error,
  });
}
