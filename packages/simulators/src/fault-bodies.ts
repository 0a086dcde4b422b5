import { gzipSync } from "node:zlib";

/**
 * What stands in an answer's place: `echo` tells the request back, credentials and all, as a proxy's error page may.
 * Or what becomes of the usual one: `truncated` has a clean end, so that no length tells that something is missing;
 * `malformed` breaks its syntax in the middle; `wrong-charset` and `utf-16` are other bytes than it says;
 * `endless` goes on for 2 GB after its first half; `gzip-bomb` becomes as much when it is unpacked.
 */
export type Body =
  | (typeof ALTERED)[number]
  | keyof typeof REPLACING
  | "echo"
  | { text: string; contentType: string };

const ALTERED = ["truncated", "malformed", "wrong-charset", "utf-16", "endless", "gzip-bomb"] as const;
const MEGABYTE = 1 << 20;
const LARGE = 2048;

const REPLACING = {
  html: () => ({
    text: "<!DOCTYPE html><html><body><h1>Under maintenance</h1></body></html>",
    contentType: "text/html",
  }),
  empty: () => ({ text: "", contentType: "text/plain" }),
  garbage: () => ({
    text: "\u0000\u0001 not what you asked for {<",
    contentType: "application/octet-stream",
  }),
  "billion-laughs": () => ({ text: billionLaughs(), contentType: "application/xml" }),
  "deep-nesting": (wantsJson: boolean) =>
    wantsJson
      ? { text: '{"data":['.repeat(100_000), contentType: "application/json" }
      : { text: `<result status="OK">${"<items>".repeat(100_000)}`, contentType: "application/xml" },
} as const;

/** Null where `body` is none of those that are made of the usual answer. */
export async function alteredBody(
  body: Body | undefined,
  usual: () => Promise<Response>,
): Promise<Response | null> {
  if (body === "truncated") return cutBody(await usual(), null);
  if (!ALTERED.some((one) => one === body)) return null;
  const response = await usual();
  const bytes = Buffer.from(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  if (body === "gzip-bomb") headers.set("Content-Encoding", "gzip");
  const made = {
    malformed: () => malformed(bytes),
    "wrong-charset": () => otherCharset(bytes),
    "utf-16": () => Buffer.from(textOf(bytes).replace(/^\uFEFF/, ""), "utf16le"),
    endless: () => repeated(bytes.subarray(0, bytes.length / 2), Buffer.alloc(MEGABYTE, " ")),
    "gzip-bomb": () => repeated(Buffer.alloc(0), gzipSync(Buffer.alloc(MEGABYTE, " "))),
  }[body as Exclude<(typeof ALTERED)[number], "truncated">]();
  return new Response(made as ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>, {
    status: response.status,
    headers,
  });
}

export async function replacingBody(
  body: Body | undefined,
  request: Request,
  status = 200,
): Promise<Response> {
  const { text, contentType } = await replacement(body, request);
  const isBare = status === 204 || status === 304;
  return new Response(isBare ? null : text, { status, headers: { "Content-Type": contentType } });
}

async function replacement(body: Body | undefined, request: Request) {
  if (typeof body === "object") return body;
  const wantsJson = request.headers.get("accept")?.includes("json") ?? false;
  if (body === "echo") return echo(request, wantsJson);
  const name =
    body !== undefined && Object.hasOwn(REPLACING, body) ? (body as keyof typeof REPLACING) : "html";
  return REPLACING[name](wantsJson);
}

async function echo(request: Request, wantsJson: boolean) {
  const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`).join("; ");
  const said = `cannot do ${request.method} ${request.url}; ${headers}; ${await request.text()}`;
  return wantsJson
    ? { text: JSON.stringify({ message: said }), contentType: "application/json" }
    : { text: `<title>${said}</title>`, contentType: "text/html" };
}

/** The first half of an answer. `breakOff` null ends it as if it were whole. */
export async function cutBody(response: Response, breakOff: (() => boolean) | null): Promise<Response> {
  const half = await halfOf(response);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(half);
      if (!breakOff) controller.close();
    },
    async pull(controller) {
      // Only when the half has been sent: an error at once would take it back.
      await new Promise(setImmediate);
      if (breakOff?.()) controller.close();
      else controller.error(new Error("The simulated connection broke"));
    },
  });
  return rewritten(response, body);
}

/** A whole answer whose bytes do not come when they should. */
export async function pacedBody(
  response: Response,
  pace: "stall" | "drip",
  dripMs = 1000,
): Promise<Response> {
  if (pace === "stall") {
    const half = await halfOf(response);
    return rewritten(response, new ReadableStream({ start: (controller) => controller.enqueue(half) }));
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, dripMs).unref());
      if (at === bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 1));
      at += 1;
    },
  });
  return rewritten(response, body);
}

async function halfOf(response: Response): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return bytes.slice(0, Math.floor(bytes.length / 2));
}

function rewritten(response: Response, body: ReadableStream<Uint8Array>): Response {
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  return new Response(body, { status: response.status, headers });
}

function repeated(first: Uint8Array, piece: Uint8Array): ReadableStream<Uint8Array> {
  let left = LARGE;
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(first),
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(piece.slice());
    },
  });
}

function textOf(bytes: Buffer): string {
  return isLatin(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}

function otherCharset(bytes: Buffer): Buffer {
  return Buffer.from(textOf(bytes), isLatin(bytes) ? "utf8" : "latin1");
}

function isLatin(bytes: Buffer): boolean {
  return bytes.subarray(0, 100).toString("latin1").includes("ISO-8859-1");
}

function malformed(bytes: Buffer): Buffer {
  const sign = bytes.subarray(0, 1).toString() === "<" ? "<" : '"';
  const middle = bytes.indexOf(sign, Math.floor(bytes.length / 2));
  const at = middle === -1 ? bytes.length : middle;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from('<"}{'), bytes.subarray(at)]);
}

function billionLaughs(): string {
  const names = "abcdefghij".split("");
  const entities = names.map((name, n) => {
    const inner = n === 0 ? "ha" : `&${names[n - 1]};`.repeat(10);
    return `<!ENTITY ${name} "${inner}">`;
  });
  return `<?xml version="1.0"?><!DOCTYPE result [${entities.join("")}]><result status="OK"><session><status>&j;</status></session></result>`;
}
