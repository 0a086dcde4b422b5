import type { RequestListener } from "node:http";
import { expect, it } from "vitest";
import { createHttp } from "../http.ts";
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

it.each([
  ["401", 401, {}],
  ["403", 403, {}],
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
