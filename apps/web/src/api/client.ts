import type { ApiError } from "@lastgood/proxy/contract";

/** A call that gave no data. `status` is 0 where no answer came at all. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: ApiError["error"]["code"] | "unreachable" | "timeout";
  readonly requestId: string | null;

  constructor(status: number, code: ApiFailure["code"], message: string, requestId: string | null) {
    super(message);
    this.name = "ApiFailure";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** Values of one parameter: a list is sent as the parameter repeated; what is absent is not sent. */
export type Params = Record<string, string | number | readonly string[] | undefined>;

const TIMEOUT_MS = 30_000;

export function addressOf(path: string, params: Params = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Fetches JSON from the own host; throws ApiFailure for everything that is not a whole, good answer. */
export async function getJson<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    const address = addressOf(path, params);
    const answer = takeEarly(address);
    response = await (answer ??
      fetch(address, {
        headers: { accept: "application/json" },
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      }));
  } catch (cause) {
    if (signal?.aborted) throw cause;
    if (timeout.aborted || (cause instanceof Error && cause.name === "TimeoutError"))
      throw new ApiFailure(0, "timeout", "The Lastgood server gave no answer within 30 s", null);
    throw new ApiFailure(0, "unreachable", "The Lastgood server does not answer", null);
  }
  const body = await readBody(response);
  if (response.ok && body !== undefined) return body as T;
  const told = (body as Partial<ApiError> | undefined)?.error;
  const code = told?.code ?? (response.status === 404 ? "not-found" : "internal");
  const fallback = response.ok
    ? "The answer of the Lastgood server could not be read to its end"
    : `The Lastgood server answered with status ${response.status}`;
  throw new ApiFailure(response.status, code, told?.message ?? fallback, told?.requestId ?? null);
}

/** Older answers are asked for anew. */
const EARLY_MS = 10_000;

/** The answer that the page asked for before its scripts had come (`public/early.js`); once, and only while it is fresh. */
function takeEarly(address: string): Promise<Response> | undefined {
  const { lastgoodEarly: asked } = globalThis as {
    lastgoodEarly?: Map<string, { answer: Promise<Response>; askedAt: number }>;
  };
  const found = asked?.get(address);
  asked?.delete(address);
  return found !== undefined && performance.now() - found.askedAt < EARLY_MS ? found.answer : undefined;
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
