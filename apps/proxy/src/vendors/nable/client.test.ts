import type { RequestListener } from "node:http";
import { createSimulator, createWorld, serveSimulator } from "@lastgood/simulators";
import { expect, it } from "vitest";
import { parseSourceUrl } from "../../config/addresses.ts";
import { Secret } from "../../secret.ts";
import { createHttp } from "../http.ts";
import { testServer, testSource } from "../test-server.ts";
import { createNableClient } from "./client.ts";

const signal = new AbortController().signal;
const KEY = "0123456789abcdef0123456789abcdef";
const OK = '<result status="OK"><items/></result>';

function clientAt(url: string, now: () => number = Date.now, spacingMs = 0) {
  const source = testSource({ id: "rmm", url, apiKey: new Secret(KEY), spacingMs });
  const http = createHttp(source);
  return { client: createNableClient(source, http, now), http };
}

async function answering(listener: RequestListener | string) {
  const listen: RequestListener = (request, response) =>
    typeof listener === "string" ? response.end(listener) : listener(request, response);
  const server = await testServer(listen);
  return { ...clientAt(server.url), server };
}

it.each(["", "/", "/api", "/api/", "/API/"])(
  "finds the simulated service where its address is given with %j behind the host",
  async (end) => {
    const world = createWorld({ now: () => Date.UTC(2026, 10, 20), days: 1 });
    const served = await serveSimulator(createSimulator("nable", world));
    const { client, http } = clientAt((parseSourceUrl(served.url + end) as URL).href);
    expect((await client.clients(signal)).all).toBeGreaterThan(3);
    await http.close();
    await served.close();
  },
);

it("asks a custom domain below its path, by GET, with the key in the query and nowhere else", async () => {
  const seen: { call: string; headers: string }[] = [];
  await using server = await testServer((request, response) => {
    seen.push({ call: `${request.method} ${request.url}`, headers: JSON.stringify(request.headers) });
    response.end(OK);
  });
  const { client, http } = clientAt((parseSourceUrl(`${server.url}/behind/api/`) as URL).href);
  await client.clients(signal);
  await (await client.listMobSessions("0012", signal)).bytes();
  expect(seen.map(({ call }) => call)).toEqual([
    `GET /behind/api/?apikey=${KEY}&service=list_clients`,
    `GET /behind/api/?apikey=${KEY}&service=list_mob_sessions&deviceid=0012`,
  ]);
  expect(seen.some(({ headers }) => headers.includes(KEY))).toBe(false);
  await http.close();
});

it("keeps to one request at a time for a key, also of two sources and while an answer is still coming", async () => {
  let [underWay, most] = [0, 0];
  await using server = await testServer((_, response) => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.write(OK.slice(0, 9));
    setTimeout(() => {
      underWay -= 1;
      response.end(OK.slice(9));
    }, 5);
  });
  const [one, two] = [clientAt(server.url), clientAt(server.url)];
  const asks = [one, two, one, two].flatMap(({ client }) => [
    client.clients(signal),
    client.listMobSessions("1", signal).then((answer) => answer.bytes()),
  ]);
  await Promise.all(asks);
  expect(most).toBe(1);
  await Promise.all([one.http.close(), two.http.close()]);
});

it("lets the next in where a call fails, is refused or stops waiting for its turn", async () => {
  const statuses = [500, 401, 200];
  const { client, http, server } = await answering((_, response) =>
    response.writeHead(statuses.shift() ?? 200).end(OK),
  );
  await using _server = server;
  const stop = new AbortController();
  const calls = [1, 2].map(() => client.clients(signal));
  const waiting = client.clients(stop.signal);
  const last = client.clients(signal);
  stop.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
  const ends = await Promise.allSettled([...calls, last]);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  await http.close();
});

it("waits no longer than its spacing, though the clock was set back by an hour", async () => {
  await using server = await testServer((_, response) => response.end(OK));
  let now = Date.UTC(2026, 10, 20);
  const { client, http } = clientAt(server.url, () => now, 5);
  await client.clients(signal);
  now -= 3_600_000;
  await client.clients(signal);
  expect(http.requests()).toBe(2);
  await http.close();
});

const fail = (inner: string, status = ' status="FAIL"') =>
  `<?xml version="1.0" encoding="ISO-8859-1"?><result created="x" host="h"${status}>${inner}</result>`;
const error = (code: number | null, message: string) =>
  `<error>${code === null ? "" : `<errorcode>${code}</errorcode>`}<message>${message}</message></error>`;

it.each([
  ["code 3", fail(error(3, "Login failed")), "auth", "refused the API key: Login failed (3)"],
  ["code 3 without a status", fail(error(3, "Login failed"), ""), "auth", "Login failed (3)"],
  ["a refused login without a code", fail(error(null, "Login failed")), "auth", "Login failed"],
  ["code 4", fail(error(4, "Invalid value for parameter: clientid")), "http", "parameter: clientid (4)"],
  ["code 5", fail(error(5, "Missing parameter: clientid")), "http", "Missing parameter: clientid (5)"],
  [
    "an error without status and code",
    fail(error(null, "Oops"), ""),
    "http",
    "answered list_clients with: Oops",
  ],
  ["a bare text", fail("<error>Service unknown: x</error>"), "http", "Service unknown: x"],
  ["a status alone", fail("<items/>"), "http", "status FAIL"],
  ["a small status", fail("<items/>", ' status="fail"'), "http", "status FAIL"],
])("tells %s under HTTP 200 for no empty list, and in the vendor's words", async (_, reply, kind, words) => {
  const { client, http, server } = await answering(reply);
  await using _server = server;
  await expect(client.clients(signal)).rejects.toMatchObject({
    kind,
    message: expect.stringContaining(words),
  });
  await http.close();
});

it("reads what is empty, and the word none, as absent, and takes no device that has no id", async () => {
  const device = (id: string, name: string, mob: string) =>
    `<server><id>${id}</id><name>${name}</name><mob>${mob}</mob></server>`;
  const devices = device("none", "x", "1") + device("1", "none", "none") + device("2", "", "");
  const { client, http, server } = await answering((request, response) =>
    response.end(
      request.url?.includes("list_clients")
        ? fail("<items><client><name>none</name><clientid>7</clientid><timezone/></client></items>", "")
        : request.url?.includes("server")
          ? fail(`<items><client><site><id>none</id><name/>${devices}</site></client></items>`, "")
          : OK,
    ),
  );
  await using _server = server;
  const { withDevices } = await client.clients(signal);
  expect(withDevices).toEqual([
    { clientId: "7", name: null, devices: null, servers: null, workstations: null },
  ]);
  const of = { client: { id: "rmm:7", name: null }, site: null, protected: false };
  expect(await client.devicesAt({ clientId: "7", name: null }, "server", signal)).toEqual([
    { deviceId: "1", device: { id: "rmm:1", name: null, kind: "server" }, ...of },
    { deviceId: "2", device: { id: "rmm:2", name: null, kind: "server" }, ...of },
  ]);
  await http.close();
});
