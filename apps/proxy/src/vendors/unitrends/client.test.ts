import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { createHttp, type VendorHttp } from "../http.ts";
import { testServer, testSource } from "../test-server.ts";
import { createUnitrendsClient } from "./client.ts";

const signal = new AbortController().signal;

async function serving(listener: RequestListener) {
  const server = await testServer(listener);
  const source = testSource({ vendor: "unitrends", url: server.url });
  return { client: createUnitrendsClient(source, createHttp(source)), server };
}

/** Gives out tokens by number; a listener for all other calls gets the number that was sent. */
function appliance(answer: (token: number) => { status: number; body: unknown }) {
  let logins = 0;
  const listener: RequestListener = (request, response) => {
    const isLogin = request.url === "/api/login";
    if (isLogin) logins += 1;
    const { status, body } = isLogin
      ? { status: 201, body: { auth_token: `t=${logins}` } }
      : answer(Number(String(request.headers.authtoken).slice(2)));
    response.writeHead(status).end(JSON.stringify(body));
  };
  return { listener, logins: () => logins };
}

it.each([200, 201])(
  "logs in at %i, sends the token in its own header alone, and logs it out",
  async (status) => {
    const token = "v2:abc=1==";
    const seen: { call: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const { client, server } = await serving(async (request, response) => {
      const body = await text(request);
      seen.push({ call: `${request.method} ${request.url}`, headers: request.headers, body });
      response.setHeader("set-cookie", "PHPSESSID=1");
      if (request.url === "/api/login")
        response.writeHead(status).end(JSON.stringify({ auth_token: token, timeout: 3600, monitor: true }));
      else response.writeHead(201).end("[]");
    });
    await using _server = server;
    await client.backups("2", { from: 1, to: 2 }, signal);
    await client.backups(null, { from: 1, to: 2 }, signal);
    await client.close();
    expect(seen.map(({ call, body }) => [call, JSON.parse(body)])).toEqual([
      ["POST /api/login", { username: "svc", password: "p/ss word" }],
      ["POST /api/backups?sid=2&lang=en", { start_time: 1, end_time: 2 }],
      ["POST /api/backups?lang=en", { start_time: 1, end_time: 2 }],
      ["POST /api/logout", { cookie: token }],
    ]);
    expect(seen[0]?.headers).not.toHaveProperty("authtoken");
    for (const { headers } of seen.slice(1)) expect(headers.authtoken).toBe(token);
    for (const { headers } of seen) {
      expect(headers).not.toHaveProperty("cookie");
      expect(headers).not.toHaveProperty("authorization");
    }
  },
);

it("gives an appliance a minute and more for its answer", async () => {
  const limits: (number | undefined)[] = [];
  const source = testSource({ vendor: "unitrends" });
  const http = createHttp(source);
  const counting: VendorHttp = {
    ...http,
    request(request) {
      limits.push(request.timeoutMs);
      return http.request(request);
    },
  };
  await expect(createUnitrendsClient(source, counting).systems(signal)).rejects.toThrow("refused");
  expect(limits[0]).toBeGreaterThanOrEqual(60_000);
});

it.each([
  [500, '{"result":[{"code":5,"message":"Cannot reach the database"}]}', "Cannot reach the database"],
  [500, "<html><title>Internal Server Error</title></html>", "Internal Server Error"],
  [500, "", "status 500"],
  [503, "", "status 503"],
])(
  "tells an internal failure that comes as %i and %j, and logs in no second time",
  async (status, body, words) => {
    let logins = 0;
    const { client, server } = await serving((request, response) => {
      if (request.url === "/api/login") response.writeHead(201).end(`{"auth_token":"t${++logins}"}`);
      else response.writeHead(status).end(body);
    });
    await using _server = server;
    const { port } = server;
    await expect(client.systems(signal)).rejects.toMatchObject({
      kind: "http",
      status,
      message: expect.stringMatching(`^127.0.0.1:${port} .*${words}$`),
    });
    expect(logins).toBe(1);
  },
);

it.each([
  ["401", 401, {}],
  ["403", 403, {}],
  ["an error that speaks of logging in", 500, { result: [{ code: 1, message: "Please log in first" }] }],
  ["an error that speaks of authentication", 500, { result: [{ message: "Authentication is required" }] }],
  ["an error that speaks of the session", 500, { result: [{ code: 1, message: "Invalid session" }] }],
  ["such an error under a good status", 200, { result: [{ code: 1, message: "You are not logged in" }] }],
])("logs in again for all waiting calls together on %s", async (_, status, body) => {
  const { listener, logins } = appliance((token) =>
    token === 1 ? { status, body } : { status: 200, body: { appliance: [{ id: 1 }, { id: "2" }] } },
  );
  const { client, server } = await serving(listener);
  await using _server = server;
  const answers = await Promise.all([1, 2, 3].map(() => client.systems(signal)));
  expect(answers).toEqual([1, 2, 3].map(() => ["1", "2"]));
  expect(logins()).toBe(2);
});

it("takes a second refusal for the answer", async () => {
  const { listener, logins } = appliance(() => ({ status: 401, body: {} }));
  const { client, server } = await serving(listener);
  await using _server = server;
  await expect(client.systems(signal)).rejects.toMatchObject({ kind: "auth", status: 401 });
  expect(logins()).toBe(2);
});

it("does not log in again for any other error", async () => {
  const { listener, logins } = appliance(() => ({
    status: 500,
    body: { result: [{ message: "disk full" }] },
  }));
  const { client, server } = await serving(listener);
  await using _server = server;
  await expect(client.systems(signal)).rejects.toMatchObject({
    kind: "http",
    message: expect.stringContaining("disk full"),
  });
  expect(logins()).toBe(1);
});

it("takes a login without a token for a refused one", async () => {
  const { client, server } = await serving((_, response) =>
    response.end(JSON.stringify({ result: [{ code: 1, message: "Account locked" }] })),
  );
  await using _server = server;
  await expect(client.systems(signal)).rejects.toMatchObject({
    kind: "auth",
    message: "the login brought no token: Account locked",
  });
});

it("takes words about the session for a refusal, where a new login does not end them", async () => {
  const { listener, logins } = appliance(() => ({
    status: 500,
    body: { result: [{ code: 2, message: "Your session is not valid" }] },
  }));
  const { client, server } = await serving(listener);
  await using _server = server;
  await expect(client.systems(signal)).rejects.toMatchObject({
    kind: "auth",
    message: expect.stringContaining("Your session is not valid"),
  });
  expect(logins()).toBe(2);
});

it.each([
  ["Invalid username or password.", "auth"],
  ["User mon is locked out", "auth"],
  ["Database is busy", "http"],
])("reads in an error of the login whether it was refused: %s", async (message, kind) => {
  const { client, server } = await serving((_, response) =>
    response.writeHead(500).end(JSON.stringify({ result: [{ code: 1, message }] })),
  );
  await using _server = server;
  await expect(client.systems(signal)).rejects.toMatchObject({
    kind,
    message: expect.stringContaining(message),
  });
});

it.each([
  [
    "an error under a good status",
    { result: [{ code: 1, message: "Database is busy" }] },
    "Database is busy",
  ],
  ["an object without rows", {}, "has no list of jobs"],
])("takes %s for no job history", async (_, body, words) => {
  const { listener } = appliance(() => ({ status: 200, body }));
  const { client, server } = await serving(listener);
  await using _server = server;
  await expect(client.jobHistory(null, signal)).rejects.toThrow(words);
});

it("takes an appliance without job history, and one with an empty one, as they are", async () => {
  const replies = [
    { status: 404, body: {} },
    { status: 200, body: [] },
    { status: 200, body: { data: [] } },
  ];
  for (const reply of replies) {
    const { listener } = appliance(() => reply);
    const { client, server } = await serving(listener);
    await using _server = server;
    await expect(client.jobHistory(null, signal)).resolves.toBeDefined();
  }
});
