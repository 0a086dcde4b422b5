import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SourceConfig } from "../config-types.ts";
import { Secret } from "../secret.ts";

export interface TestServer {
  url: string;
  port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real server on a free port of 127.0.0.1, for the life of a block (`await using`). */
export async function testServer(
  listener: RequestListener,
  tls?: { key: string; cert: string },
): Promise<TestServer> {
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A checked source for tests; what a test does not name has its default. */
export function testSource(fields: Partial<SourceConfig>): SourceConfig {
  return {
    id: "test",
    vendor: "nable",
    name: "Test",
    url: "http://127.0.0.1:1",
    apiKey: new Secret("0123456789abcdef0123456789abcdef"),
    username: "svc",
    password: new Secret("p/ss word"),
    everyMs: 60_000,
    spacingMs: 0,
    enabled: true,
    apiVersion: null,
    timeZone: null,
    client: null,
    tls: { ca: null, fingerprint256: null, insecure: false },
    ...fields,
  };
}
