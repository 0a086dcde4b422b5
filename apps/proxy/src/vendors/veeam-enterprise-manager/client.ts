import type { SourceConfig } from "../../config-types.ts";
import { expectOk, type VendorHttp, type VendorResponse } from "../http.ts";
import { VendorError } from "../vendor-error.ts";
import { keepSecret } from "../without-secrets.ts";

/** Big lists take the server tens of seconds. */
const TIMEOUT_MS = 180_000;
const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

interface Logon {
  /** As it goes into the header of each call. */
  headerValue: string;
  /** What the session is called when logging out; null where it was not told. */
  sessionId: string | null;
}

export interface EnterpriseManagerClient {
  /** The reply to a GET of this path below the source's url, as it came. */
  get(path: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Logs its own session out; never throws. */
  close(): Promise<void>;
}

/**
 * Logs on once and again where the session ended. It sends the session in the header alone and keeps no cookie: a
 * cookie that is sent along, an old one say, wins over the header.
 */
export function createEnterpriseManagerClient(
  source: SourceConfig,
  http: VendorHttp,
): EnterpriseManagerClient {
  let logon: Promise<Logon> | null = null;

  function loggedOn(): Promise<Logon> {
    logon ??= logOn().catch((error) => {
      logon = null;
      throw error instanceof VendorError ? withoutStatus(error) : error;
    });
    return logon;
  }

  /** Without a caller's signal: others may be waiting for the same logon. */
  async function logOn(): Promise<Logon> {
    const credentials = Buffer.from(`${source.username}:${source.password?.reveal()}`).toString("base64");
    const response = await http.request({
      method: "POST",
      // The slash before the question mark belongs to it.
      path: "/api/sessionMngr/?v=latest",
      headers: { authorization: `Basic ${credentials}`, accept: "application/json", "content-length": "0" },
    });
    const text = await (await expectOk(response, source)).text();
    const told = /session-?id["\s>:]+([^"<\s]+)/i.exec(text)?.[1] ?? null;
    const header = response.header("x-restsvcsessionid") ?? (told && Buffer.from(told).toString("base64"));
    if (!header) throw noSession(text);
    const sessionId = told ?? GUID.exec(Buffer.from(header, "base64").toString())?.[0] ?? null;
    if (sessionId !== null) keepSecret(source, sessionId);
    return { headerValue: keepSecret(source, header), sessionId };
  }

  /** A refused logon is the end, whatever its status: that of a call says that there may be another way to the same. */
  function withoutStatus({ kind, message, retryAfterMs, cause }: VendorError): VendorError {
    return new VendorError(source, kind, message, {
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      cause,
    });
  }

  /** A page of maintenance, or half a reply, says nothing of the credentials. */
  function noSession(reply: string): VendorError {
    return /logonsession|^\s*\{[^]*\}\s*$/i.test(reply)
      ? new VendorError(source, "auth", "the logon brought no session id")
      : new VendorError(source, "parse", "the reply to the logon could not be read");
  }

  function send(method: "GET" | "DELETE", path: string, as: Logon, more: { signal?: AbortSignal }) {
    // Exactly one type: of several, the server takes none.
    const headers = { accept: "application/json", "x-restsvcsessionid": as.headerValue };
    return http.request({ method, path, headers, timeoutMs: TIMEOUT_MS, ...more });
  }

  async function request(path: string, signal: AbortSignal): Promise<VendorResponse> {
    const before = await loggedOn();
    const response = await send("GET", path, before, { signal });
    if (response.status !== 401) return response;
    await response.discard();
    // Whoever comes first logs on again; the others wait for the same logon.
    if (logon !== null && (await logon) === before) logon = null;
    return send("GET", path, await loggedOn(), { signal });
  }

  return {
    async get(path, signal) {
      return (await expectOk(await request(path, signal), source)).bytes();
    },
    async close() {
      if (logon === null) return;
      const ended = logon;
      logon = null;
      try {
        const as = await ended;
        if (as.sessionId === null) return;
        const path = `/api/logonSessions/${encodeURIComponent(as.sessionId)}`;
        await (await send("DELETE", path, as, { signal: AbortSignal.timeout(5000) })).discard();
      } catch {
        // The server ends an idle session by itself after 15 minutes.
      }
    },
  };
}
