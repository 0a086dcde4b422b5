import type { SourceErrorKind } from "../contract.ts";
import { CertificateProblem } from "./tls-connector.ts";

export interface NetworkFailure {
  kind: SourceErrorKind;
  message: string;
  /** The connection broke before any answer: the request may be sent again. */
  reset: boolean;
}

export interface Limits {
  connectMs: number;
  headersMs: number;
  bodyMs: number;
  overallMs: number;
}

/** What a failed call means to a user; `received` counts the bytes of the reply so far, null where none had begun. */
export function networkFailure(
  error: unknown,
  host: string,
  limits: Limits,
  received: number | null,
): NetworkFailure {
  if (error instanceof CertificateProblem) return { kind: "network", message: error.message, reset: false };
  const code = codeOf(error);
  const failure = (kind: SourceErrorKind, message: string): NetworkFailure => ({
    kind,
    message,
    reset: received === null && RESETS.has(code),
  });
  if (code === "UND_ERR_BODY_TIMEOUT")
    return failure(
      "timeout",
      `the reply of ${host} stopped for ${seconds(limits.bodyMs)} after ${size(received)}`,
    );
  if (code.startsWith("Z_") && code !== "Z_BUF_ERROR")
    return failure("parse", `the reply of ${host} could not be unpacked after ${size(received)}`);
  if (received !== null)
    return failure("network", `the reply of ${host} stopped after ${size(received)}: the connection broke`);
  switch (code) {
    case "ECONNREFUSED":
      return failure("network", `connection refused by ${host}`);
    case "ENOTFOUND":
      return failure("network", `the host name ${host} is not known`);
    case "EAI_AGAIN":
      return failure(
        "network",
        `the host name ${host} could not be looked up: the name server gave no answer`,
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return failure("network", `there is no way to ${host}: the network says it cannot be reached`);
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return failure("timeout", `no connection to ${host} within ${seconds(limits.connectMs)}`);
    case "UND_ERR_HEADERS_TIMEOUT":
      return failure("timeout", `no answer from ${host} within ${seconds(limits.headersMs)}`);
    case "EPROTO":
      return failure("network", `${host} does not speak TLS in a way that can be used`);
    default:
      // Old appliances do; Node's TLS begins at 1.2, and a password is safe in nothing older.
      if (/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/.test(code))
        return failure(
          "network",
          `${host} speaks nothing newer than TLS 1.1, in which no password is safe: update it, or put a proxy with TLS 1.2 before it and use that as url`,
        );
      if (RESETS.has(code)) return failure("network", `${host} closed the connection before it answered`);
      if (code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS"))
        return failure("network", `${host} does not speak TLS in a way that can be used (${code})`);
      if (code.startsWith("HPE_")) return failure("parse", `${host} answered, but not in HTTP`);
      return failure("network", `the call to ${host} failed${code === "" ? "" : ` (${code})`}`);
  }
}

const RESETS: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return "";
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

export function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}

export function size(bytes: number | null): string {
  const known = bytes ?? 0;
  if (known < 1000) return known === 1 ? "1 byte" : `${known} bytes`;
  return known < 1_000_000 ? `${Math.round(known / 1000)} kB` : `${Math.round(known / 1_000_000)} MB`;
}
