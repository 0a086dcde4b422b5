import {
  type AzureOptions,
  createSimulator,
  createWorld,
  type Fault,
  serveSimulator,
} from "@lastgood/simulators";
import { expect, it } from "vitest";
import { Secret } from "../../secret.ts";
import { createHttp } from "../http.ts";
import { testSource } from "../test-server.ts";
import { createAzureClient } from "./client.ts";

const signal = new AbortController().signal;
const SECOND = 1000;
const NOWHERE = { from: null, to: null };
const TOKEN = "POST /api/oauth2/token";

async function appliance(
  options: AzureOptions = {},
  apiVersion: string | null = null,
  password = "azure-pass",
) {
  const clock = { at: Date.UTC(2026, 10, 20, 9) };
  const now = () => clock.at;
  const devices = { nable: 0, azure: 4, enterpriseManager: 0, unitrends: 0 };
  const simulator = createSimulator("veeam-azure", createWorld({ now, days: 2, devices }), {
    azure: options,
  });
  const served = await serveSimulator(simulator);
  const source = testSource({
    vendor: "veeam-azure",
    url: served.url,
    username: "svc-monitor",
    password: new Secret(password),
    apiVersion,
  });
  const http = createHttp(source);
  const client = createAzureClient(source, http, now);
  return {
    clock,
    simulator,
    client,
    calls: () => simulator.requestLog(),
    tokens: () => simulator.requestLog().filter((call) => call === TOKEN).length,
    /** One call of the list; the status or the error that it ends with. */
    ask: async () => {
      const response = await client.sessions(NOWHERE, 0, signal, 1);
      await response.discard();
      return response.status;
    },
    async [Symbol.asyncDispose]() {
      await http.close();
      await served.close();
    },
  };
}

it.each([400, 404])(
  "takes status %i for a version that is not served, and asks for the next",
  async (status) => {
    await using vendor = await appliance({ versions: ["v8.1", "v8", "v7"] });
    vendor.simulator.setFault({ status, call: /\/api\/v8(\.1)?\// });
    expect(await vendor.client.version(signal)).toBe("v7");
    expect(vendor.calls().slice(1)).toEqual(
      ["v8.1", "v8", "v7"].map((version) => `GET /api/${version}/system/about`),
    );
    await vendor.ask();
    expect(vendor.calls().at(-1)).toBe("GET /api/v7/jobSessions?Offset=0&Limit=1");
  },
);

it("asks an appliance of v1 by a list that it has, with parameters that begin small", async () => {
  await using vendor = await appliance({ versions: ["v1"] });
  expect(await vendor.ask()).toBe(200);
  expect(vendor.calls().slice(-2)).toEqual([
    "GET /api/v1/jobSessions?limit=1",
    "GET /api/v1/jobSessions?offset=0&limit=1",
  ]);
});

it.each<[string, Fault, object]>([
  ["429", { status: 429, retryAfter: 9 }, { kind: "rate-limited", retryAfterMs: 9 * SECOND }],
  ["a gateway's page while it is upgraded", { status: 502, body: "html" }, { kind: "http", status: 502 }],
  ["its own page while it is upgraded", { status: 503, body: "html" }, { kind: "http", status: 503 }],
  ["a page under a good status", { body: "html" }, { kind: "parse" }],
])("negotiates no older version over %s, and the right one when that is over", async (_, fault, error) => {
  await using vendor = await appliance();
  vendor.simulator.setFault({ ...fault, path: "/api/v" });
  await expect(vendor.ask()).rejects.toMatchObject(error);
  expect(vendor.calls()).toEqual([TOKEN, "GET /api/v8.1/system/about"]);
  vendor.simulator.setFault(null);
  expect(await vendor.ask()).toBe(200);
  expect(vendor.calls().at(-1)).toContain("/api/v8.1/");
});

it("says so where no version is served", async () => {
  await using vendor = await appliance({ versions: [] });
  await expect(vendor.ask()).rejects.toThrow("serves no version of the API from v1 to v8.1");
});

it("asks for the pinned version alone, and names it where it is not served", async () => {
  await using vendor = await appliance({ versions: ["v8"] }, "v5");
  await expect(vendor.ask()).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching(
      /^the pinned apiVersion v5 may not be served: .*This version is not served/,
    ),
  });
  expect(vendor.calls()).toEqual([TOKEN, "GET /api/v5/jobSessions?Offset=0&Limit=1"]);
});

it("renews a token shortly before its own end, not before, and always by the newest pair", async () => {
  await using vendor = await appliance({ tokenLifetimeSeconds: 600 }, "v8");
  await vendor.ask();
  vendor.clock.at += 530 * SECOND;
  await vendor.ask();
  expect(vendor.tokens()).toBe(1);
  for (let renewed = 1; renewed <= 3; renewed += 1) {
    vendor.clock.at += 545 * SECOND;
    expect(await vendor.ask()).toBe(200);
    // A refresh token is good for once: an old one would need the password as well.
    expect(vendor.tokens()).toBe(1 + renewed);
  }
  expect(vendor.calls().filter((call) => call.includes("jobSessions"))).toHaveLength(5);
});

it("renews once for all calls that meet the same refusal", async () => {
  await using vendor = await appliance({}, "v8");
  await vendor.ask();
  vendor.clock.at += 7200 * SECOND;
  await Promise.all([1, 2, 3].map(vendor.ask));
  expect(vendor.tokens()).toBe(2);
});

it.each([
  ["the refresh is refused", { status: 400, count: 1 }, 2, null],
  ["the refresh and the password are refused", { status: 401 }, 2, { kind: "auth" }],
  ["the token service fails", { status: 503, count: 1 }, 1, { kind: "http" }],
] as const)("asks by password once where %s", async (_, fault, grants, error) => {
  await using vendor = await appliance({}, "v8");
  await vendor.ask();
  vendor.clock.at += 7200 * SECOND;
  vendor.simulator.setFault({ ...fault, path: "/api/oauth2" });
  if (error === null) expect(await vendor.ask()).toBe(200);
  else await expect(vendor.ask()).rejects.toMatchObject(error);
  expect(vendor.tokens()).toBe(1 + grants);
  vendor.simulator.setFault(null);
  expect(await vendor.ask()).toBe(200);
});

it("takes 200 without a token for a second factor, and does not ask again by itself", async () => {
  await using vendor = await appliance({ mfa: true });
  await expect(vendor.ask()).rejects.toMatchObject({
    kind: "auth",
    message: "the user svc-monitor logs on with a second factor: use a service user without MFA",
  });
  expect(vendor.calls()).toEqual([TOKEN]);
});

it("does not log on again over a licence that waits to be accepted", async () => {
  await using vendor = await appliance({}, "v8");
  const text = '{"type":"x","title":"Forbidden","status":403,"licenseAgreementAcceptanceRequired":true}';
  vendor.simulator.setFault({
    status: 403,
    path: "/api/v8/",
    body: { text, contentType: "application/problem+json" },
  });
  await expect(vendor.ask()).rejects.toMatchObject({
    kind: "auth",
    status: 403,
    message: expect.stringContaining("waits for its licence agreement to be accepted"),
  });
  expect(vendor.calls()).toEqual([TOKEN, "GET /api/v8/jobSessions?Offset=0&Limit=1"]);
});

it("tells the detail of a problem, and nothing of its trace", async () => {
  await using vendor = await appliance({}, "v8");
  const text =
    '{"type":"x","title":"Bad","status":409,"detail":"The policy is locked","traceId":"00-7","errors":{}}';
  vendor.simulator.setFault({
    status: 409,
    path: "/api/v8/",
    body: { text, contentType: "application/problem+json" },
  });
  await expect(vendor.ask()).rejects.toThrow(/answered with status 409: The policy is locked$/);
});

it("bounds a query by whole seconds of the launch time, outwards", async () => {
  await using vendor = await appliance({ versions: ["v2"] });
  const at = Date.UTC(2026, 10, 19, 1, 2, 3);
  await (await vendor.client.sessions({ from: at + 1, to: at + 1001 }, 30, signal)).discard();
  expect(vendor.calls().at(-1)).toBe(
    "GET /api/v2/jobSessions?Offset=30&Limit=500&FromUtc=2026-11-19T01:02:03Z&ToUtc=2026-11-19T01:02:05Z",
  );
});

it("gives its token back when it closes", async () => {
  await using vendor = await appliance();
  await vendor.ask();
  await vendor.client.close();
  expect(vendor.calls().at(-1)).toBe("DELETE /api/oauth2/token");
});
