import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context } from "hono";
import { accepts } from "hono/accepts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Smaller ones fit into a packet as they are. */
const LEAST_PACKED_BYTES = 1_000;
/** Off this thread. Brotli's level 4 is smaller than gzip's usual one at half its time; what is above costs more than the way. */
const PACK = {
  br: (body: Bytes) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (body: Bytes) => promisify(gzip)(body),
} satisfies Record<string, (body: Bytes) => Promise<Bytes>>;
type Coding = keyof typeof PACK;
const CODINGS: readonly Coding[] = ["br", "gzip"];

/** A whole answer, for everyone who asks for the same: its bytes, their tag, and them packed as soon as someone takes it so. */
export interface Answer {
  status: number;
  type: string;
  body: Bytes;
  tag: string;
  packed: Map<Coding, Promise<Bytes>>;
}

export async function takeAnswer(response: Response): Promise<Answer> {
  const body = new TextEncoder().encode(await response.text());
  const hash = createHash("sha1").update(body).digest("base64url");
  return {
    status: response.status,
    type: response.headers.get("content-type") ?? "text/plain; charset=utf-8",
    body,
    // Weak: the same tag stands for each way of packing it.
    tag: `W/"${hash}"`,
    packed: new Map(),
  };
}

/** Answers as the request wants it: not at all where the browser has these very bytes, packed where it can unpack. */
export async function giveAnswer(c: Context, answer: Answer): Promise<Response> {
  const { status, type, body, tag } = answer;
  // A browser may keep it, and must ask each time whether it still holds.
  const headers = { etag: tag, "cache-control": "no-cache", vary: "accept-encoding" };
  if (status !== 200)
    return new Response(body, { status, headers: { "content-type": type, "cache-control": "no-store" } });
  if (hasAlready(c.req.header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  const coding = body.length < LEAST_PACKED_BYTES ? null : codingFor(c);
  const sent = coding === null ? body : await packedAs(coding, answer);
  return new Response(sent, {
    headers: {
      ...headers,
      "content-type": type,
      "content-length": String(sent.length),
      ...(coding && { "content-encoding": coding }),
    },
  });
}

function hasAlready(wanted: string | undefined, tag: string): boolean {
  if (wanted === undefined) return false;
  const plain = (text: string) => text.trim().replace(/^W\//, "");
  return wanted.trim() === "*" || wanted.split(",").some((one) => plain(one) === plain(tag));
}

function codingFor(c: Context): Coding | null {
  const found = accepts(c, {
    header: "Accept-Encoding",
    supports: [...CODINGS],
    default: "",
    match: (given, { supports }) =>
      supports.find((coding) => given.some(({ type, q }) => type.toLowerCase() === coding && q > 0)) ?? "",
  });
  return CODINGS.find((coding) => coding === found) ?? null;
}

function packedAs(coding: Coding, { packed, body }: Answer): Promise<Bytes> {
  const known = packed.get(coding);
  if (known !== undefined) return known;
  const fresh: Promise<Bytes> = PACK[coding](body);
  packed.set(coding, fresh);
  return fresh;
}
