import type { RequestListener } from "node:http";
import { expect, it } from "vitest";
import { createHttp } from "../http.ts";
import { testServer, testSource } from "../test-server.ts";
import { createEnterpriseManagerClient } from "./client.ts";

const signal = new AbortController().signal;
const GUID = "44cfbdbe-5a95-4156-8867-91f069b7c2cc";
const HEADER = Buffer.from(GUID).toString("base64");

interface Seen {
  call: string;
  headers: Record<string, string | string[] | undefined>;
}

async function serving(answer: RequestListener) {
  const seen: Seen[] = [];
  const server = await testServer((request, response) => {
    seen.push({ call: `${request.method} ${request.url}`, headers: request.headers });
    answer(request, response);
  });
  const source = testSource({ vendor: "veeam-enterprise-manager", url: server.url, username: "DOM\\svc" });
  return { client: createEnterpriseManagerClient(source, createHttp(source)), seen, server };
}

it.each([
  [201, "the header", { "x-restsvcsessionid": HEADER }, ""],
  [200, "the header", { "x-restsvcsessionid": HEADER }, `{"SessionId":"${GUID}"}`],
  [201, "a JSON body", {}, `\uFEFF{"sessionId":"${GUID}"}`],
  [200, "a JSON body", {}, `{"Links":[],"UserName":"a","SessionId":"${GUID}"}`],
  [
    201,
    "an XML body",
    {},
    `<LogonSession xmlns="x"><UserName>a</UserName><SessionId>${GUID}</SessionId></LogonSession>`,
  ],
])(
  "takes its session at %i from %s, sends it in the header alone, and logs it out",
  async (status, _, headers, body) => {
    const { client, seen, server } = await serving((request, response) => {
      if (request.method === "POST")
        response.writeHead(status, { ...headers, "set-cookie": "X-RestSvcSessionId=old" }).end(body);
      else response.end("{}");
    });
    await using _server = server;
    await client.get("/api/agents/backupSessions", signal);
    await client.get("/api/systemSessions", signal);
    await client.close();
    expect(seen.map(({ call }) => call)).toEqual([
      "POST /api/sessionMngr/?v=latest",
      "GET /api/agents/backupSessions",
      "GET /api/systemSessions",
      `DELETE /api/logonSessions/${GUID}`,
    ]);
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("DOM\\svc:p/ss word").toString("base64")}`,
      "content-length": "0",
    });
    for (const { headers: sent } of seen.slice(1)) {
      expect(sent).toMatchObject({ "x-restsvcsessionid": HEADER, accept: "application/json" });
      expect(sent).not.toHaveProperty("cookie");
      expect(sent).not.toHaveProperty("authorization");
    }
  },
);

it("logs on again for all waiting calls together, and takes a second refusal for the answer", async () => {
  let logons = 0;
  const { client, server } = await serving((request, response) => {
    if (request.method === "POST") response.setHeader("x-restsvcsessionid", String(++logons)).end();
    else response.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  await using _server = server;
  const calls = await Promise.allSettled([1, 2, 3].map(() => client.get("/api/x", signal)));
  for (const call of calls)
    expect(call).toMatchObject({ status: "rejected", reason: { kind: "auth", status: 401 } });
  expect(logons).toBe(2);
});

it.each([403, 404, 501])(
  "takes a logon that is refused with %i for no refused call, which has another way",
  async (status) => {
    const { client, server } = await serving((_, response) => response.writeHead(status).end());
    await using _server = server;
    await expect(client.get("/api/x", signal)).rejects.toMatchObject({
      kind: status === 403 ? "auth" : "http",
      status: null,
      message: expect.stringContaining(String(status)),
    });
  },
);

it("sends its session to no other host, also where it is sent there", async () => {
  const seen: string[] = [];
  await using away = await testServer((request, response) =>
    response.end(String(seen.push(request.url ?? ""))),
  );
  const { client, server } = await serving((request, response) => {
    if (request.method === "POST") response.setHeader("x-restsvcsessionid", HEADER).end();
    else response.writeHead(302, { location: `${away.url}${request.url}` }).end();
  });
  await using _server = server;
  await expect(client.get("/api/x", signal)).rejects.toThrow("redirects (302)");
  await expect(client.get(`${away.url}/api/x`, signal)).rejects.toThrow("refused to call");
  expect(seen).toEqual([]);
});

const STACK = "at Veeam.Backup.Secret()";
it.each([
  ["XML", `<Error xmlns="x" Message="Out of order" StatusCode="500" StackTrace="${STACK}"/>`],
  ["XML with elements", `<Error><Message>Out of order</Message><StackTrace>${STACK}</StackTrace></Error>`],
  ["JSON", `{"Message":"Out of order","StatusCode":500,"StackTrace":"${STACK}"}`],
  ["JSON of version 13", `\uFEFF{"message":"Out of order","statusCode":500,"stackTrace":"${STACK}"}`],
])("reads an error's words where it comes as %s, and leaves its stack behind", async (_, body) => {
  for (const status of [400, 405, 500, 503]) {
    const { client, server } = await serving((request, response) => {
      if (request.method === "POST") response.setHeader("x-restsvcsessionid", HEADER).end();
      else response.writeHead(status).end(body);
    });
    await using _server = server;
    await expect(client.get("/api/x", signal)).rejects.toMatchObject({
      status,
      message: expect.stringMatching(/Out of order$/),
    });
  }
});

it("does not log on again on 403", async () => {
  const { client, seen, server } = await serving((request, response) => {
    if (request.method === "POST") response.setHeader("x-restsvcsessionid", HEADER).end();
    else response.writeHead(403).end('{"Message":"Not allowed","StatusCode":403}');
  });
  await using _server = server;
  await expect(client.get("/api/x", signal)).rejects.toMatchObject({ status: 403 });
  expect(seen).toHaveLength(2);
});

it.each([
  ["{}", "auth"],
  ["<html></html>", "parse"],
  ["", "parse"],
])(
  "says so where a logon brings no session, and waits for no mended credential where a page came: %s",
  async (reply, kind) => {
    const { client, server } = await serving((_, response) => response.end(reply));
    await using _server = server;
    await expect(client.get("/api/x", signal)).rejects.toMatchObject({ kind });
  },
);
