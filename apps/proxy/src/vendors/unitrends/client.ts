import { setImmediate as others } from "node:timers/promises";
import { createJobHistoryReader, type JobHistory, NO_JOB_HISTORY } from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import { expectOk, type VendorHttp, type VendorRequest, type VendorResponse } from "../http.ts";
import { VendorError } from "../vendor-error.ts";
import { vendorWords } from "../vendor-words.ts";
import { keepSecret } from "../without-secrets.ts";
import { assertAllowed } from "./allowed-requests.ts";

/** The appliance does several look-ups a row; it may answer a window of backups after a minute. */
const TIMEOUT_MS = 90_000;
/** A window larger than this is asked for in halves rather than held in memory. */
const MAX_BYTES = 64 * 1024 * 1024;
/** A longer reply is no error's. */
const COMPLAINT_BYTES = 4096;
const ABOUT_CREDENTIALS = /\b(user ?name|password|credentials?|locked|denied|disabled)\b/i;
const ABOUT_LOGIN = /\b(log(ged)?[ -]?(in|on|out)|sessions?|auth\w*|unauthori[sz]ed|token)\b/i;
/** What is not there, and what a gateway says of an appliance that is down, in whatever words. */
const NEVER_ABOUT_LOGIN: ReadonlySet<number> = new Set([404, 502, 503, 504]);

/** Epoch seconds, both inclusive, on the start of a backup. */
export interface BackupWindow {
  from: number;
  to: number;
}

export interface UnitrendsClient {
  /** Own ids of the appliances this one speaks for; empty where it names none. */
  systems(signal: AbortSignal): Promise<string[]>;
  /** The reply as it came. `systemId` null: no `sid` is sent. */
  backups(systemId: string | null, window: BackupWindow, signal: AbortSignal): Promise<Uint8Array>;
  /** The parsed reply of `jobs/history`; null where the appliance does not have it. */
  jobHistory(systemId: string | null, signal: AbortSignal): Promise<JobHistory>;
  /** Logs out; never throws. */
  close(): Promise<void>;
}

/** Logs in once and keeps the token: every login is written to the appliance's audit log. */
export function createUnitrendsClient(
  source: SourceConfig,
  http: VendorHttp,
  options: { timeoutMs?: number } = {},
): UnitrendsClient {
  let login: Promise<string> | null = null;

  async function send(request: VendorRequest): Promise<VendorResponse> {
    assertAllowed(request.method, request.path);
    const response = await http.request({
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      ...request,
      headers: { accept: "application/json", "content-type": "application/json", ...request.headers },
    });
    return expectOk(response, source);
  }

  function token(): Promise<string> {
    login ??= logIn().catch((error) => {
      login = null;
      throw error;
    });
    return login;
  }

  /** Without a caller's signal: others may be waiting for the same login. */
  async function logIn(): Promise<string> {
    const body = JSON.stringify({ username: source.username, password: source.password?.reveal() });
    const response = await send({ method: "POST", path: "/api/login", body }).catch((error) => {
      throw isAboutLogin(error, [ABOUT_LOGIN, ABOUT_CREDENTIALS]) ? refused(error.message, error) : error;
    });
    const bytes = await response.bytes();
    const found = parsed(bytes);
    if (isObject(found) && typeof found.auth_token === "string" && found.auth_token !== "")
      return keepSecret(source, found.auth_token);
    // A page of maintenance, or half a reply, says nothing of the credentials.
    if (!isObject(found)) throw new VendorError(source, "parse", "the reply to the login could not be read");
    const words = vendorWords(source, new TextDecoder().decode(bytes.subarray(0, 4096)));
    throw refused(`the login brought no token${words === null ? "" : `: ${words}`}`);
  }

  function refused(message: string, cause?: unknown): VendorError {
    return new VendorError(source, "auth", message, { cause });
  }

  async function sendAs<T>(authToken: string, request: VendorRequest, read: Read<T>): Promise<T> {
    const { told, opening } = await read(await send({ ...request, headers: { AuthToken: authToken } }));
    const complaint = complaintIn(source, opening);
    if (complaint !== null && ABOUT_LOGIN.test(complaint)) throw refused(complaint);
    return told;
  }

  async function call<T>(request: VendorRequest, read: Read<T>): Promise<T> {
    const before = await token();
    try {
      return await sendAs(before, request, read);
    } catch (error) {
      if (!isAboutLogin(error)) throw error;
      // Whoever comes first logs in again; the others wait for the same login.
      if (login !== null && (await login) === before) login = null;
      return await sendAs(await token(), request, read).catch((again) => {
        throw isAboutLogin(again) && again.kind !== "auth" ? refused(again.message, again) : again;
      });
    }
  }

  return {
    async systems(signal) {
      const reply = parsed(await call({ method: "GET", path: "/api/systems", signal }, asBytes));
      const list = isObject(reply) && Array.isArray(reply.appliance) ? reply.appliance : null;
      if (list === null) throw new VendorError(source, "parse", "the list of systems could not be read");
      return list.flatMap((one) => (isObject(one) ? (idText(one.id) ?? idText(one.sid) ?? []) : []));
    },
    backups(systemId, window, signal) {
      const sid = systemId === null ? "" : `sid=${encodeURIComponent(systemId)}&`;
      const body = JSON.stringify({ start_time: window.from, end_time: window.to });
      // lang=en fixes the form of the dates.
      return call({ method: "POST", path: `/api/backups?${sid}lang=en`, body, signal }, asBytes);
    },
    async jobHistory(systemId, signal) {
      const sid = systemId === null ? "" : `&sid=${encodeURIComponent(systemId)}`;
      const path = `/api/jobs/history?showFlat=true${sid}`;
      try {
        const { history, opening } = await call({ method: "GET", path, signal }, asJobHistory);
        if (history !== null) return history;
        const words = complaintIn(source, opening);
        throw words === null
          ? new VendorError(source, "parse", "the reply has no list of jobs")
          : new VendorError(source, "http", `the job history cannot be read: ${words}`);
      } catch (error) {
        const isMissing = error instanceof VendorError && (error.status === 404 || error.status === 501);
        if (isMissing) return NO_JOB_HISTORY;
        throw error;
      }
    },
    async close() {
      if (login === null) return;
      const ended = login;
      login = null;
      try {
        const cookie = await ended;
        const headers = { AuthToken: cookie };
        const body = JSON.stringify({ cookie });
        await (await send({ method: "POST", path: "/api/logout", headers, body, timeoutMs: 5000 })).discard();
      } catch {
        // The appliance forgets an idle token by itself.
      }
    },
  };
}

/** How a body is read: what it tells, and its beginning, which is all of it where it is a complaint. */
type Read<T> = (response: VendorResponse) => Promise<{ told: T; opening: Uint8Array }>;

async function asBytes(response: VendorResponse): Promise<{ told: Uint8Array; opening: Uint8Array }> {
  const bytes = await response.bytes();
  return { told: bytes, opening: bytes };
}

/** As it arrives: of years, a job history is as large as all the backups that it tells of. */
async function asJobHistory(response: VendorResponse) {
  const reader = createJobHistoryReader();
  const pieces: Uint8Array[] = [];
  let held = 0;
  for await (const piece of response.chunks()) {
    reader.push(piece);
    if (held <= COMPLAINT_BYTES) pieces.push(piece);
    held += piece.length;
    await others();
  }
  const opening = Buffer.concat(pieces);
  return { told: { history: reader.end(), opening }, opening };
}

/** The words of an error reply under a good status; null for anything else. */
function complaintIn(source: SourceConfig, bytes: Uint8Array): string | null {
  if (bytes.length > COMPLAINT_BYTES) return null;
  const reply = parsed(bytes);
  const isComplaint = isObject(reply) && Array.isArray(reply.result) && !("data" in reply);
  return isComplaint ? vendorWords(source, JSON.stringify(reply)) : null;
}

function isAboutLogin(error: unknown, about = [ABOUT_LOGIN]): error is VendorError {
  if (!(error instanceof VendorError)) return false;
  // The words follow the status; the host's name before it must not be taken for them.
  const words = error.message.replace(/^.*?(?=status \d{3})/, "");
  const mayBe = error.kind === "http" && !NEVER_ABOUT_LOGIN.has(error.status ?? 0);
  return error.kind === "auth" || (mayBe && about.some((what) => what.test(words)));
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function idText(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
