import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Agent } from "undici";
import type { SourceConfig } from "../config-types.ts";
import { type Limits, networkFailure, seconds, size } from "./network-failure.ts";
import { createTlsConnector } from "./tls-connector.ts";
import { VendorError } from "./vendor-error.ts";
import { vendorWords } from "./vendor-words.ts";

const PIECE_BYTES = 65_536;
const MAX_BYTES = 256 * 1024 * 1024;
const ERROR_BYTES = 65_536;
/** A body that nobody wants is not waited for longer than a new connection takes. */
const DISCARD_MS = 500;
const LIMITS: Limits = { connectMs: 10_000, headersMs: 60_000, bodyMs: 60_000, overallMs: 600_000 };

export interface VendorRequest {
  method: "GET" | "POST" | "DELETE";
  /** Absolute path and query, put below the source's url. An absolute URL is refused unless its origin is the source's. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** From sending to the last byte of the reply; default: 60 s to the answer, 10 minutes in all. */
  timeoutMs?: number;
  /** Of the reply, unpacked. */
  maxBytes?: number;
}

/** An answer whose body has not been read yet: read it, or call `discard()`, so that the connection is free again. */
export interface VendorResponse {
  status: number;
  header(name: string): string | null;
  /** The body in pieces of at most 64 kB; throws VendorError where it breaks off, is too large or takes too long. */
  chunks(): AsyncIterable<Uint8Array>;
  bytes(): Promise<Uint8Array>;
  /** The body as UTF-8, without a byte order mark. */
  text(): Promise<string>;
  discard(): Promise<void>;
}

export interface VendorHttp {
  /**
   * Every failure is a VendorError with a sentence for a user, without secrets and queries; statuses are not failures
   * here (see `expectOk`), redirects are. When `signal` aborts, its own reason is thrown.
   */
  request(request: VendorRequest): Promise<VendorResponse>;
  /** Requests sent so far. */
  requests(): number;
  /** When the peer's certificate ends; null on plain http or before the first call. */
  certificateEndsAt(): string | null;
  /** How far the peer's clock is ahead of ours, milliseconds, by its newest answer; negative: behind; null: not told. */
  clockOffsetMs(): number | null;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/** HTTP to one source: its own connections, limits on time and size, no redirects, one more try where a GET met a reset. */
export function createHttp(
  source: SourceConfig,
  options: {
    log?: (line: string) => void;
    timeouts?: Partial<Limits>;
    maxBytes?: number;
    /** Our clock, to compare the peer's with; without it the peer's is not told. */
    now?: () => number;
  } = {},
): VendorHttp {
  const base = new URL(source.url);
  const defaults = { ...LIMITS, ...options.timeouts };
  let sent = 0;
  let certificateEndsAt: string | null = null;
  let clockOffsetMs: number | null = null;
  const agent = new Agent({
    connections: 4,
    pipelining: 1,
    connect: createTlsConnector(source.tls, base.host, defaults.connectMs, (endsAt) => {
      certificateEndsAt = endsAt;
    }),
  });

  async function send(request: VendorRequest, url: URL): Promise<VendorResponse> {
    const limits = limitsOf(request, defaults);
    const overall = new AbortController();
    const timer = setTimeout(() => overall.abort(), limits.overallMs).unref();
    const signal = request.signal ? AbortSignal.any([overall.signal, request.signal]) : overall.signal;
    const startedAt = performance.now();
    const failed = (error: unknown, received: number | null): Error => {
      clearTimeout(timer);
      if (error instanceof VendorError) return error;
      if (request.signal?.aborted) return request.signal.reason;
      const { kind, message, reset } = overall.signal.aborted
        ? overdue(base.host, limits, received)
        : networkFailure(error, base.host, limits, received);
      options.log?.(`${request.method} ${url.pathname}: ${message}`);
      return new VendorError(source, kind, message, { cause: reset ? new Reset() : error });
    };
    sent += 1;
    const answer = await agent
      .request({
        origin: base.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: { "accept-encoding": "gzip, identity", "user-agent": "Lastgood", ...request.headers },
        body: request.body ?? null,
        signal,
        headersTimeout: limits.headersMs,
        bodyTimeout: limits.bodyMs,
        highWaterMark: PIECE_BYTES,
      })
      .catch((error) => {
        throw failed(error, null);
      });
    const ms = Math.round(performance.now() - startedAt);
    options.log?.(`${request.method} ${url.pathname}: ${answer.statusCode} after ${ms} ms`);
    const told = Date.parse([answer.headers["date"]].flat()[0] ?? "");
    if (options.now !== undefined && !Number.isNaN(told)) clockOffsetMs = told - options.now();
    return responseOf(source, base.host, answer, {
      maxBytes: request.maxBytes ?? options.maxBytes ?? MAX_BYTES,
      failed,
      done: () => clearTimeout(timer),
    });
  }

  return {
    async request(request) {
      const url = urlOf(source, base, request.path);
      request.signal?.throwIfAborted();
      let response: VendorResponse;
      try {
        response = await send(request, url);
      } catch (error) {
        const again =
          error instanceof VendorError && error.cause instanceof Reset && request.method === "GET";
        if (!again) throw error;
        response = await send(request, url);
      }
      if ([301, 302, 303, 307, 308].includes(response.status)) {
        await response.discard();
        throw redirected(source, base, response);
      }
      return response;
    },
    requests: () => sent,
    certificateEndsAt: () => certificateEndsAt,
    clockOffsetMs: () => clockOffsetMs,
    close: () => agent.destroy(),
  };
}

/** The answer itself where its status is 2xx; else throws what the status means, with the vendor's own words if it has any. */
export async function expectOk(response: VendorResponse, source: SourceConfig): Promise<VendorResponse> {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  const words = vendorWords(source, await startOf(response));
  const host = new URL(source.url).host;
  const saying = words === null ? "" : `: ${words}`;
  const retryAfterMs = retryAfter(response);
  const more = { status, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
  if (status === 401 || status === 403)
    throw new VendorError(source, "auth", `${host} refused the credentials (${status})${saying}`, more);
  if (status === 429)
    throw new VendorError(source, "rate-limited", `${host} asks for fewer requests (429)${saying}`, more);
  throw new VendorError(source, "http", `${host} answered with status ${status}${saying}`, more);
}

/** The body as JSON; a body that is none is a VendorError of kind `parse`. */
export async function json(response: VendorResponse, source: SourceConfig): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    const host = new URL(source.url).host;
    throw new VendorError(source, "parse", `${host} answered with something that is not JSON`);
  }
}

/** Marks a failure as a connection that broke before any answer. */
class Reset extends Error {}

type Answer = Awaited<ReturnType<Agent["request"]>>;

interface Reading {
  maxBytes: number;
  failed(error: unknown, received: number | null): Error;
  done(): void;
}

function responseOf(source: SourceConfig, host: string, answer: Answer, reading: Reading): VendorResponse {
  const header = (name: string): string | null => {
    const value = answer.headers[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let received = 0;
    try {
      for await (const chunk of unpacked(answer.body, header("content-encoding"))) {
        const bytes: Uint8Array = chunk;
        received += bytes.length;
        if (received > reading.maxBytes)
          throw new VendorError(
            source,
            "too-large",
            `the reply of ${host} is larger than ${size(reading.maxBytes)}`,
          );
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
      }
    } catch (error) {
      throw reading.failed(error, received);
    } finally {
      reading.done();
      // Its late errors belong to nobody.
      answer.body.on("error", () => {}).destroy();
    }
  }
  const bytes = async (): Promise<Uint8Array> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of chunks()) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  return {
    status: answer.statusCode,
    header,
    chunks,
    bytes,
    text: async () => new TextDecoder().decode(await bytes()),
    async discard() {
      await answer.body.dump({ limit: ERROR_BYTES, signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => {});
      reading.done();
    },
  };
}

function unpacked(body: Readable, encoding: string | null): Readable {
  if (encoding === null || encoding === "" || encoding.toLowerCase() === "identity") return body;
  if (!/^(x-)?gzip$/i.test(encoding))
    throw Object.assign(new Error(`content-encoding ${encoding}`), { code: "Z_UNASKED" });
  return pipeline(body, createGunzip({ chunkSize: PIECE_BYTES }), () => {});
}

/** As much of an error's body as can matter; a body that breaks off says what it said. */
async function startOf(response: VendorResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const piece of response.chunks()) {
      text += decoder.decode(piece, { stream: true });
      if (text.length >= ERROR_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
  }
  return text;
}

function urlOf(source: SourceConfig, base: URL, path: string): URL {
  const below = path.startsWith("/") ? base.origin + base.pathname.replace(/\/+$/, "") + path : path;
  if (!URL.canParse(below)) throw new TypeError("a request's path must begin with a slash");
  const url = new URL(below);
  if (url.origin !== base.origin)
    throw new VendorError(source, "http", `refused to call ${url.host}: the source is ${base.host}`);
  return url;
}

function limitsOf(request: VendorRequest, defaults: Limits): Limits {
  const ms = request.timeoutMs;
  if (ms === undefined) return defaults;
  return { ...defaults, headersMs: ms, bodyMs: Math.min(defaults.bodyMs, ms), overallMs: ms };
}

function overdue(host: string, limits: Limits, received: number | null) {
  const within = seconds(limits.overallMs);
  const message =
    received === null
      ? `no answer from ${host} within ${within}`
      : `the reply of ${host} was not complete within ${within}: ${size(received)} came`;
  return { kind: "timeout", message, reset: false } as const;
}

function redirected(source: SourceConfig, base: URL, response: VendorResponse): VendorError {
  const location = response.header("location") ?? "";
  const target = URL.canParse(location, base.href) ? new URL(location, base) : null;
  const where =
    target === null || target.origin === base.origin
      ? "to another of its own pages: is this the address of the API?"
      : `to ${target.protocol}//${target.host}: if that is right, use it as url`;
  const message = `${base.host} redirects (${response.status}) ${where}`;
  return new VendorError(source, "http", message, { status: response.status });
}

/** Milliseconds; null where the header is missing or unreadable. A date counts from the answer's own. */
function retryAfter(response: VendorResponse): number | null {
  const text = response.header("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(response.header("date") ?? "");
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
