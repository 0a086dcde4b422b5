import { hostname } from "node:os";
import { Hono } from "hono";
import { expect, it } from "vitest";
import type { Env } from "./api.ts";
import { knownHost } from "./known-host.ts";

async function ask(listensOn: string, host: string): Promise<number> {
  const app = new Hono<Env>().use(knownHost(() => listensOn)).get("*", (c) => c.text("ok"));
  return (await app.request("http://x/", { headers: { host } })).status;
}

it.each(["127.0.0.1:7400", "localhost:7400", "LOCALHOST", "[::1]:7400", "127.0.0.53"])(
  "a server on loopback is reached as %s",
  async (host) => {
    expect(await ask("127.0.0.1", host)).toBe(200);
  },
);

it.each([
  "evil.example",
  "evil.example:7400",
  "127.evil.com",
  "127.0.0.1.evil.com",
  "localhost.evil.com",
  "192.168.1.5:7400",
  "[fe80::1]:7400",
  "0.0.0.0:7400",
  "",
  "a b",
  "127.0.0.1@evil.com",
  "evil.com#127.0.0.1",
  "evil.com/127.0.0.1",
])("a server on loopback is not reached as %j", async (host) => {
  expect(await ask("127.0.0.1", host)).toBe(403);
});

it.each(["192.168.1.5:7400", "[fe80::1]:7400", "127.0.0.1:7400", hostname()])(
  "a server open to others is reached as %s",
  async (host) => {
    expect(await ask("0.0.0.0", host)).toBe(200);
  },
);

it.each(["evil.example", "127.evil.com", "192.168.1.5.nip.io"])(
  "a name of someone else's does not reach even an open server: %s",
  async (host) => {
    expect(await ask("0.0.0.0", host)).toBe(403);
  },
);

it("a server on a name is reached by that name", async () => {
  expect(await ask("backup.example.net", "backup.example.net:7400")).toBe(200);
});
