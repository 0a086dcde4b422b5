import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { makeCertificate } from "@lastgood/simulators";
import { expect, it } from "vitest";
import type { TlsConfig } from "../config-types.ts";
import { createHttp, expectOk, json, type VendorRequest } from "./http.ts";
import { testServer, testSource } from "./test-server.ts";
import { VendorError } from "./vendor-error.ts";

const GET: VendorRequest = { method: "GET", path: "/api/?apikey=0123456789abcdef0123456789abcdef&x=1" };

type Options = Parameters<typeof createHttp>[1] & { tls?: TlsConfig };

async function failureOf(
  listener: RequestListener,
  { tls, ...options }: Options = {},
  request: Partial<VendorRequest> = {},
) {
  await using server = await testServer(listener);
  const source = testSource({ url: server.url, ...(tls ? { tls } : {}) });
  const http = createHttp(source, options);
  try {
    const response = await http.request({ ...GET, ...request });
    await (await expectOk(response, source)).bytes();
    throw new Error("nothing failed");
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    expect(error.message).not.toMatch(/apikey|0123456789abcdef/);
    return { kind: error.kind, message: error.message.replaceAll(/127\.0\.0\.1:\d+/g, "HOST"), error };
  } finally {
    await http.close();
  }
}

it("hands a long reply over in pieces of at most 64 kB", async () => {
  await using server = await testServer((_, answer) => answer.end(Buffer.alloc(1_000_000, "x")));
  const http = createHttp(testSource({ url: server.url }));
  const sizes: number[] = [];
  for await (const piece of (await http.request(GET)).chunks()) sizes.push(piece.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(65_536);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
  await http.close();
});

it("unpacks a packed reply, and puts paths below the source's url", async () => {
  await using server = await testServer((request, answer) => {
    answer.setHeader("content-encoding", "gzip").end(gzipSync(JSON.stringify({ url: request.url })));
  });
  const source = testSource({ url: `${server.url}/behind` });
  const http = createHttp(source);
  expect(await json(await http.request(GET), source)).toEqual({ url: `/behind${GET.path}` });
  expect(http.requests()).toBe(1);
  expect(http.certificateEndsAt()).toBeNull();
  await http.close();
});

it("stops at the size limit, also when the packed reply is small", async () => {
  const packed = gzipSync(Buffer.alloc(5_000_000));
  const bomb = await failureOf((_, answer) => answer.setHeader("content-encoding", "gzip").end(packed), {
    maxBytes: 1_000_000,
  });
  expect(bomb).toMatchObject({ kind: "too-large", message: "the reply of HOST is larger than 1 MB" });
  const plain = await failureOf((_, answer) => answer.end(Buffer.alloc(20_000)), { maxBytes: 10_000 });
  expect(plain.kind).toBe("too-large");
});

it("tells a cut-off reply from a whole one", async () => {
  const cut = await failureOf((_, answer) => {
    answer.setHeader("content-length", "50000").write(Buffer.alloc(12_000), () => answer.destroy());
  });
  expect(cut).toMatchObject({
    kind: "network",
    message: "the reply of HOST stopped after 12 kB: the connection broke",
  });
  const packed = gzipSync(Buffer.alloc(90_000)).subarray(0, 60);
  const cutPacked = await failureOf((_, answer) => answer.setHeader("content-encoding", "gzip").end(packed));
  expect(cutPacked).toMatchObject({ kind: "network" });
  const notPacked = await failureOf((_, answer) =>
    answer.setHeader("content-encoding", "gzip").end("<html>"),
  );
  expect(notPacked).toMatchObject({ kind: "parse" });
});

it("gives up on a server that does not answer, stalls or never ends", async () => {
  const silent = await failureOf(() => {}, { timeouts: { headersMs: 60 } });
  expect(silent).toMatchObject({ kind: "timeout", message: "no answer from HOST within 60 ms" });
  const stalled = await failureOf((_, answer) => answer.write("x".repeat(3000)), {
    timeouts: { bodyMs: 60 },
  });
  expect(stalled).toMatchObject({
    kind: "timeout",
    message: "the reply of HOST stopped for 60 ms after 3 kB",
  });
  const endless = await failureOf(
    (request, answer) => {
      const timer = setInterval(() => answer.write("x"), 10);
      request.on("close", () => clearInterval(timer));
    },
    { timeouts: { overallMs: 100 } },
  );
  expect(endless.kind).toBe("timeout");
  expect(endless.message).toMatch(/^the reply of HOST was not complete within 100 ms: \d+ bytes came$/);
  const oneRequest = await failureOf(() => {}, {}, { timeoutMs: 60 });
  expect(oneRequest).toMatchObject({ kind: "timeout", message: "no answer from HOST within 60 ms" });
});

it("waits for no body that is not wanted", async () => {
  await using server = await testServer((_, answer) => answer.writeHead(401).write("and then nothing"));
  const http = createHttp(testSource({ url: server.url }));
  await (await http.request(GET)).discard();
  await expect(failureOf((_, answer) => answer.writeHead(302).write("x"))).resolves.toMatchObject({
    kind: "http",
  });
  await http.close();
});

it("says when nobody listens", async () => {
  const port = await (async () => {
    await using server = await testServer(() => {});
    return server.port;
  })();
  const http = createHttp(testSource({ url: `http://127.0.0.1:${port}` }));
  await expect(http.request(GET)).rejects.toMatchObject({
    kind: "network",
    message: `connection refused by 127.0.0.1:${port}`,
  });
});

it("follows no redirect and tells only where to", async () => {
  const away = await failureOf((_, answer) => {
    answer.writeHead(302, { location: "https://other.example.net/login?token=geheim" }).end();
  });
  expect(away).toMatchObject({
    kind: "http",
    message: "HOST redirects (302) to https://other.example.net: if that is right, use it as url",
  });
  const within = await failureOf((_, answer) => answer.writeHead(301, { location: "/login" }).end());
  expect(within.message).toBe(
    "HOST redirects (301) to another of its own pages: is this the address of the API?",
  );
});

it.each([
  ["GET", 2],
  ["POST", 1],
] as const)("sends a %s that met a reset %i times at most", async (method, times) => {
  let seen = 0;
  const reset = await failureOf(
    (request) => {
      seen += 1;
      request.socket.destroy();
    },
    {},
    { method },
  );
  expect(reset).toMatchObject({ kind: "network", message: "HOST closed the connection before it answered" });
  expect(seen).toBe(times);
});

it.each([
  [
    401,
    {},
    '{"detail":"wrong password"}',
    "auth",
    "HOST refused the credentials (401): wrong password",
    null,
  ],
  [403, {}, "", "auth", "HOST refused the credentials (403)", null],
  [429, { "retry-after": "7" }, "", "rate-limited", "HOST asks for fewer requests (429)", 7000],
  [
    503,
    { date: "Fri, 20 Nov 2026 10:00:00 GMT", "retry-after": "Fri, 20 Nov 2026 10:02:00 GMT" },
    "<html><title>Back\nsoon</title>",
    "http",
    "HOST answered with status 503: Back soon",
    120_000,
  ],
  [
    500,
    {},
    '{"result":[{"code":1,"message":"no key 0123456789abcdef0123456789abcdef or p%2Fss%20word"}]}',
    "http",
    "HOST answered with status 500: no key [secret] or [secret]",
    null,
  ],
  [
    404,
    {},
    '<Error Message="Not found" StatusCode="404"/>',
    "http",
    "HOST answered with status 404: Not found",
    null,
  ],
])("reads status %i", async (status, headers, body, kind, message, retryAfterMs) => {
  const failure = await failureOf((_, answer) => answer.writeHead(status, headers).end(body));
  expect(failure).toMatchObject({ kind, message });
  expect(failure.error).toMatchObject({ status, retryAfterMs, sourceId: "test", vendor: "nable" });
});

it("throws the caller's own reason when the caller stops", async () => {
  await using server = await testServer((_, answer) => answer.write("x"));
  const http = createHttp(testSource({ url: server.url }));
  const stop = new AbortController();
  const response = await http.request({ ...GET, signal: stop.signal });
  const reason = new Error("stopped");
  setTimeout(() => stop.abort(reason), 20);
  await expect(response.bytes()).rejects.toBe(reason);
  await expect(http.request({ ...GET, signal: stop.signal })).rejects.toBe(reason);
  await http.close();
});

it("calls no other host than the source's", async () => {
  const http = createHttp(testSource({ url: "http://127.0.0.1:9" }));
  for (const path of ["http://elsewhere.example.net/x", "http://127.0.0.1:10/x", "https://127.0.0.1:9/"])
    await expect(http.request({ method: "GET", path })).rejects.toThrow("refused to call");
  expect(http.requests()).toBe(0);
});

it("logs neither query nor secret", async () => {
  const lines: string[] = [];
  await failureOf((_, answer) => answer.end("x".repeat(200)), {
    log: (line) => lines.push(line),
    maxBytes: 100,
  });
  await failureOf((request) => request.socket.destroy(), { log: (line) => lines.push(line) });
  expect(lines[0]).toMatch(/^GET \/api\/: 200 after \d+ ms$/);
  expect(lines.join("\n")).not.toMatch(/apikey|[?]/);
});

const own = makeCertificate();
const expired = makeCertificate({ notAfter: "260101" });
const other = makeCertificate({ name: "other.example.net" });
const none = { ca: null, fingerprint256: null, insecure: false };

it.each([
  ["a self-signed one", own, none, "is not trusted (self-signed): give tls.caFile or tls.fingerprint256"],
  ["an expired one", expired, { ...none, ca: expired.cert }, "expired on 2026-01-01"],
  ["another's name", other, { ...none, ca: other.cert }, "is made out for another name (other.example.net)"],
  ["another issuer", own, { ...none, ca: other.cert }, "is not trusted"],
  [
    "another fingerprint",
    own,
    { ...none, fingerprint256: other.fingerprint256 },
    `is not the one in tls.fingerprint256: it has ${own.fingerprint256}`,
  ],
])("sends nothing to a certificate that is not trusted: %s", async (_, certificate, tls, message) => {
  let seen = 0;
  await using server = await testServer(() => {
    seen += 1;
  }, certificate);
  const http = createHttp(testSource({ url: server.url, tls }));
  await expect(http.request(GET)).rejects.toMatchObject({
    kind: "network",
    message: expect.stringContaining(message),
  });
  expect(seen).toBe(0);
  await http.close();
});

it.each([
  ["by its issuer", own, { ...none, ca: own.cert }],
  ["by its fingerprint", expired, { ...none, fingerprint256: expired.fingerprint256 }],
  ["where the source is insecure", other, { ...none, insecure: true }],
])("trusts a certificate %s", async (_, certificate, tls) => {
  await using server = await testServer((_, answer) => answer.end("ok"), certificate);
  const http = createHttp(testSource({ url: server.url, tls }));
  expect(await (await http.request(GET)).text()).toBe("ok");
  const ends = certificate === expired ? "2026-01-01T00:00:00.000Z" : "2045-01-01T00:00:00.000Z";
  expect(http.certificateEndsAt()).toBe(ends);
  await http.close();
});

it.each(["TLSv1", "TLSv1.1"] as const)(
  "says what to do about a host that speaks nothing newer than %s",
  async (version) => {
    const old = { ...own, minVersion: "TLSv1", maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await using server = await testServer((_, answer) => answer.end(), old);
    const http = createHttp(testSource({ url: server.url, tls: { ...none, insecure: true } }));
    await expect(http.request(GET)).rejects.toMatchObject({
      kind: "network",
      message: expect.stringMatching(
        /^127.0.0.1:\d+ speaks nothing newer than TLS 1.1, .*: update it, or put a proxy with TLS 1.2 before it/,
      ),
    });
    await http.close();
  },
);

it("says that a port speaks no TLS", async () => {
  await using server = await testServer((_, answer) => answer.end());
  const http = createHttp(testSource({ url: server.url.replace("http:", "https:") }));
  await expect(http.request(GET)).rejects.toThrow("does not speak TLS");
  await http.close();
});
