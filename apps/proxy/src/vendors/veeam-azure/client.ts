import type { SourceConfig } from "../../config-types.ts";
import { expectOk, json, type VendorHttp, type VendorResponse } from "../http.ts";
import { errorAbout, VendorError } from "../vendor-error.ts";
import { createAzureToken, refusal } from "./token.ts";

/** Newest first; an appliance serves the last three or four. */
const VERSIONS = ["v8.1", "v8", "v7", "v6", "v5", "v4", "v3", "v2", "v1"];
export const PAGE_ROWS = 500;
/** How an appliance answers for a list that it, its version or its user's role does not have. */
const NOT_SERVED = [400, 403, 404, 405, 501];

/** Epoch milliseconds, on the start of a session; null: no border. Not for v1, which knows no filter. */
export interface StartedWithin {
  from: number | null;
  to: number | null;
}

export interface AzureClient {
  /** Negotiated once, unless the source pins it. */
  version(signal: AbortSignal): Promise<string>;
  /** After an upgrade: negotiate again with the next call. */
  forgetVersion(): void;
  /** What the appliance told of itself. */
  learnt(): string[];
  /** Whole pages, as they came; throws for every status but 2xx. */
  sessions(
    within: StartedWithin,
    offset: number,
    signal: AbortSignal,
    rows?: number,
  ): Promise<VendorResponse>;
  /** The newest session of a policy, as a page. Not for v1. */
  newestOf(policyId: string, signal: AbortSignal): Promise<VendorResponse>;
  protectedItems(sessionId: string, offset: number, signal: AbortSignal): Promise<VendorResponse>;
  log(sessionId: string, signal: AbortSignal): Promise<unknown>;
  /** A page of policies or protected resources, as JSON; null where the appliance does not serve that list. */
  listing(path: string, offset: number, signal: AbortSignal): Promise<unknown>;
  /** v1 only: every session in one page. */
  exported(signal: AbortSignal): Promise<VendorResponse>;
  close(): Promise<void>;
}

export function createAzureClient(source: SourceConfig, http: VendorHttp, now: () => number): AzureClient {
  const token = createAzureToken(source, http, now);
  let version = source.apiVersion;
  let appliance: string | null = null;

  /** Logs on once more where the token is refused; any other status is the caller's. */
  async function ask(method: "GET" | "POST", path: string, signal: AbortSignal): Promise<VendorResponse> {
    const as = (access: string) =>
      http.request({
        method,
        path,
        signal,
        headers: { authorization: `Bearer ${access}`, accept: "application/json" },
      });
    const access = await token.current();
    let response = await as(access);
    if (response.status === 401) {
      await response.discard();
      response = await as(await token.current(access));
    }
    return response;
  }

  async function send(method: "GET" | "POST", path: string, signal: AbortSignal): Promise<VendorResponse> {
    const response = await ask(method, path, signal);
    if (response.status === 403) throw await refusal(response, source);
    return response;
  }

  async function negotiate(signal: AbortSignal): Promise<string> {
    for (const candidate of VERSIONS) {
      const probe = candidate === "v1" ? "jobSessions?limit=1" : "system/about";
      const response = await send("GET", `/api/${candidate}/${probe}`, signal);
      if (response.status === 400 || response.status === 404) {
        await response.discard();
        continue;
      }
      const about = await json(await expectOk(response, source), source);
      const told = typeof about === "object" && about !== null ? Reflect.get(about, "serverVersion") : null;
      appliance = typeof told === "string" ? told : null;
      return candidate;
    }
    const { host } = new URL(source.url);
    const message = `${host} serves no version of the API from v1 to v8.1: is it Veeam Backup for Microsoft Azure?`;
    throw new VendorError(source, "http", message, { status: 404 });
  }

  async function known(signal: AbortSignal): Promise<string> {
    version ??= await negotiate(signal);
    return version;
  }

  async function get(path: string, signal: AbortSignal, query = ""): Promise<VendorResponse> {
    return expectOk(await send("GET", `/api/${await known(signal)}/${path}${query}`, signal), source);
  }

  function isPinnedAway(error: unknown): error is VendorError {
    return source.apiVersion !== null && error instanceof VendorError && error.status === 404;
  }

  /** Parameter names are case-sensitive, and v1's begin in lower case. */
  function paging(offset: number, rows: number): string {
    return version === "v1" ? `?offset=${offset}&limit=${rows}` : `?Offset=${offset}&Limit=${rows}`;
  }

  return {
    version: known,
    forgetVersion() {
      version = source.apiVersion;
    },
    learnt: () => [
      ...(version === null ? [] : [`API ${version}`]),
      ...(appliance === null ? [] : [`appliance ${appliance}`]),
    ],
    async sessions({ from, to }, offset, signal, rows = PAGE_ROWS) {
      await known(signal);
      // Whole seconds, outwards.
      const filter =
        (from === null ? "" : `&FromUtc=${secondText(Math.floor(from / 1000))}`) +
        (to === null ? "" : `&ToUtc=${secondText(Math.ceil(to / 1000))}`);
      const query = paging(offset, rows) + (version === "v1" ? "" : filter);
      return get("jobSessions", signal, query).catch((error) => {
        throw isPinnedAway(error)
          ? errorAbout(source, `the pinned apiVersion ${version} may not be served`, error)
          : error;
      });
    },
    async newestOf(policyId, signal) {
      await known(signal);
      return get("jobSessions", signal, `${paging(0, 1)}&PolicyId=${encodeURIComponent(policyId)}`);
    },
    async protectedItems(sessionId, offset, signal) {
      await known(signal);
      const path = `jobSessions/${encodeURIComponent(sessionId)}/protectedItems`;
      return get(path, signal, paging(offset, PAGE_ROWS));
    },
    log: async (sessionId, signal) =>
      json(await get(`jobSessions/${encodeURIComponent(sessionId)}/log`, signal), source),
    async listing(path, offset, signal) {
      const spoken = await known(signal);
      const response = await ask("GET", `/api/${spoken}/${path}${paging(offset, PAGE_ROWS)}`, signal);
      if (!NOT_SERVED.includes(response.status)) return json(await expectOk(response, source), source);
      await response.discard();
      return null;
    },
    exported: async (signal) =>
      expectOk(await send("POST", `/api/${await known(signal)}/jobSessions/export`, signal), source),
    async close() {
      await token.revoke();
      await http.close();
    },
  };
}

function secondText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
