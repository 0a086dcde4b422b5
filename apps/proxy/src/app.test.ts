import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiError } from "./contract.ts";
import type { Deps } from "./deps.ts";
import { requests, type TestApp, testApp, testConfig } from "./routes/test-app.ts";
import type { Store } from "./store/store.ts";

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const SECRET = "SQLITE_IOERR: /var/lib/lastgood/store.db at Object.run (read.ts:12)";

/** The same facts over a store of which these calls fail. */
function failing(calls: readonly (keyof Store)[]): Deps {
  const store = new Proxy(app.deps.store, {
    get: (target, name) => {
      if (calls.includes(name as keyof Store)) return () => Promise.reject(new Error(SECRET));
      const member = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { ...app.deps, store };
}

const errorOf = async (answer: Response) => ((await answer.json()) as ApiError).error;

describe("when something fails inside", () => {
  it("an unknown error's text stays inside; the log has it once, under the request's id", async () => {
    app.lines.length = 0;
    const answer = await requests(failing(["sessions"]))("/api/sessions");
    const text = await answer.clone().text();
    const { code, requestId } = await errorOf(answer);
    expect([answer.status, code]).toEqual([500, "internal"]);
    expect(text).not.toMatch(/SQLITE|store\.db|\.ts/);
    expect(app.lines.filter((line) => line.includes("SQLITE_IOERR"))).toHaveLength(1);
    expect(app.lines.join()).toContain(requestId);
  });

  it.each([
    "/api/sessions",
    "/api/sessions/x",
    "/api/overview",
    "/api/sources",
    "/api/series?device=a&metric=durationMs",
  ])("%s says that the store cannot be read where that is so", async (path) => {
    const down = ["ping", "sessions", "session", "counts", "unknownTypes", "lines", "points"] as const;
    const answer = await requests(failing(down))(path);
    const text = await answer.clone().text();
    expect([answer.status, (await errorOf(answer)).code]).toEqual([503, "unavailable"]);
    expect(text).not.toMatch(/SQLITE|store\.db|\.ts/);
  });

  it("is alive though not ready while the store cannot be read", async () => {
    const ask = requests(failing(["ping"]));
    expect((await ask("/healthz")).status).toBe(200);
    const ready = await ask("/readyz");
    expect([ready.status, await ready.text()]).toEqual([503, expect.not.stringContaining("SQLITE")]);
  });

  it("an export that breaks off ends as a broken transfer, never as a whole file", async () => {
    app.lines.length = 0;
    const broken = failing([]);
    const store = new Proxy(broken.store, {
      get: (target, name) =>
        name === "streamSessions"
          ? async function* () {
              yield [];
              throw new Error(SECRET);
            }
          : Reflect.get(target, name),
    });
    const answer = await requests({ ...broken, store })("/api/sessions.csv");
    const text = await answer.text().catch(() => "broken off");
    expect(text).not.toContain("SQLITE");
    expect(app.lines.filter((line) => line.includes("an export broke off"))).toHaveLength(1);
  });
});

describe("every answer", () => {
  it.each([
    ["/", {}],
    ["/devices/x", {}],
    ["/assets/nothing.js", {}],
    ["/healthz", {}],
    ["/metrics", {}],
    ["/api/sessions", {}],
    ["/api/sessions.csv", {}],
    ["/api/sessions?x=1", {}],
    ["/api/nothing", {}],
    ["/api/openapi.json", {}],
    ["/api/sessions", { headers: { host: "evil.example" } }],
    ["/api/sessions", { method: "POST" }],
    ["/%E0%A4%A", {}],
  ] as [string, RequestInit][])("%s %j keeps other pages and scripts out", async (path, init) => {
    const { headers } = await app.request(path, init);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("an error's too: what failed inside is as guarded as the rest", async () => {
    const { headers } = await requests(failing(["sessions"]))("/api/sessions");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("who asks", () => {
  it.each(["/api/sessions", "/", "/metrics", "/healthz", "/api/events"])(
    "%s is refused under another machine's name",
    async (path) => {
      const answer = await app.request(path, { headers: { host: "evil.example:7400" } });
      expect([answer.status, (await errorOf(answer)).code]).toEqual([403, "forbidden-host"]);
    },
  );

  it("an open server says on every screen that anyone can read it", async () => {
    const config = testConfig({ host: "0.0.0.0", allowOpen: true });
    const ask = requests({ ...app.deps, config: () => config });
    const answer = await ask("/api/about", { headers: { host: "192.168.1.5:7400" } });
    expect(await answer.json()).toMatchObject({
      notices: expect.arrayContaining([expect.objectContaining({ kind: "open" })]),
    });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("nothing can be changed by %s", async (method) => {
    for (const path of ["/api/sessions", "/api/sources/rmm", "/api/nothing"])
      expect((await app.request(path, { method })).status).toBe(404);
  });
});

describe("the description of the calls", () => {
  type Call = { parameters?: { name: string; in: string }[]; responses: object };
  const documentOf = async () =>
    (await (await app.request("/api/openapi.json")).json()) as {
      paths: Record<string, Record<string, Call>>;
    };
  const FILTERS = ["source", "vendor", "client", "site", "device", "policy", "workload", "q"];

  it("lists every call that the program answers", async () => {
    const { paths } = await documentOf();
    const calls =
      `about overview events days series figures sources sources/{id} sources/{id}/rejects sessions
      sessions/{id} sessions.csv protected-items protected-items/{id} devices devices/{id} policies policies/{id}
      clients clients/{id}`.split(/\s+/);
    expect(new Set(Object.keys(paths))).toEqual(new Set(calls.map((call) => `/api/${call}`)));
  });

  it.each([
    [
      "/api/sessions",
      [...FILTERS, "kind", "status", "flag", "from", "to", "parent", "sort", "limit", "cursor"],
    ],
    ["/api/sessions.csv", [...FILTERS, "kind", "status", "flag", "from", "to", "parent", "sort"]],
    ["/api/protected-items", [...FILTERS, "state", "sort", "limit", "cursor"]],
    ["/api/devices", [...FILTERS, "state", "limit", "cursor"]],
    ["/api/series", ["device", "policy", "metric", "from", "to", "points"]],
    ["/api/figures", ["item", "source", "from", "to"]],
    ["/api/days", ["device", "policy", "client", "by", "from", "to"]],
    ["/api/overview", ["client", "source"]],
    ["/api/sources", ["limit", "cursor"]],
    ["/api/sessions/{id}", ["id"]],
  ])("names the parameters of %s", async (path, names) => {
    const { paths } = await documentOf();
    const told = paths[path]?.get?.parameters?.map((parameter) => parameter.name) ?? [];
    expect(told).toEqual(expect.arrayContaining(names));
  });

  it("tells what each call answers besides success", async () => {
    const { paths } = await documentOf();
    const answers = ["200", "400", "404", "500", "503"];
    const streams = ["/api/events", "/api/sessions.csv"];
    for (const path of Object.keys(paths).filter((path) => !streams.includes(path)))
      expect([path, ...Object.keys(paths[path]?.get?.responses ?? {})]).toEqual([path, ...answers]);
  });
});

describe("while it starts", () => {
  const starting = () => ({
    ...app.deps,
    board: { ...app.deps.board, starting: () => ({ items: 4_200, of: 16_000 }) },
  });

  it.each([
    "/api/overview",
    "/api/protected-items",
    "/api/days",
    "/api/sessions",
    "/api/sessions.csv",
    "/api/sources",
    "/metrics",
  ])("%s says how far it came, and no count that looks whole", async (path) => {
    const answer = await requests(starting())(path);
    const { code, message } = await errorOf(answer);
    expect([answer.status, code]).toEqual([503, "starting"]);
    expect(message).toBe("Lastgood is starting: 4,200 of 16,000 items read");
  });

  it("is alive and not ready, tells its version, and opens the stream that tells when to ask again", async () => {
    const ask = requests(starting());
    expect((await ask("/healthz")).status).toBe(200);
    expect((await ask("/api/about")).status).toBe(200);
    const ready = await ask("/readyz");
    expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining("4,200 of 16,000")]);
    const events = await ask("/api/events");
    expect(events.headers.get("content-type")).toContain("text/event-stream");
    await events.body?.cancel();
  });
});
