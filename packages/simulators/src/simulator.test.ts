import { afterEach, describe, expect, it } from "vitest";
import { type Served, serveSimulator, simulatedClients, simulatorSource } from "./serve.ts";
import { createSimulator, NABLE_KEY } from "./simulator.ts";
import { createWorld } from "./world/world.ts";

const world = createWorld({ now: () => Date.UTC(2026, 10, 20, 7, 30), days: 5 });
const PATH = `/api/?apikey=${NABLE_KEY}&service=list_clients`;
let served: Served | null = null;

async function serve() {
  const simulator = createSimulator("nable", world);
  served = await serveSimulator(simulator);
  return { simulator, ask: () => fetch(served?.url + PATH) };
}

afterEach(async () => {
  await served?.close();
  served = null;
});

describe("a served simulator", () => {
  it("answers on a free port, counts its calls and keeps the key out of their list", async () => {
    const { simulator, ask } = await serve();
    expect((await ask()).status).toBe(200);
    expect(simulator.requests()).toBe(1);
    expect(simulator.requestLog()).toEqual(["GET /api/?apikey=…&service=list_clients"]);
  });

  it("is down once it is closed", async () => {
    const { ask } = await serve();
    await (await ask()).text();
    await served?.close();
    await expect(ask()).rejects.toThrow("fetch failed");
  });

  it("gives the entry that a configuration needs to read it", async () => {
    const { simulator } = await serve();
    expect(simulatorSource(simulator, served?.url ?? "")).toEqual({
      id: "rmm",
      name: "N-able RMM",
      vendor: "nable",
      url: served?.url,
      apiKey: NABLE_KEY,
    });
    expect(simulatedClients(world)).toHaveLength(8);
  });
});

describe("a fault", () => {
  it("strikes as often as told, and then no more", async () => {
    const { simulator, ask } = await serve();
    simulator.setFault({ status: 429, retryAfter: 7, count: 1, after: 1 });
    const replies = [await ask(), await ask(), await ask()];
    expect(replies.map(({ status }) => status)).toEqual([200, 429, 200]);
    expect(replies[1]?.headers.get("Retry-After")).toBe("7");
  });

  it("strikes only the service it is meant for", async () => {
    const { simulator, ask } = await serve();
    simulator.setFault({ status: 503, service: "list_sites" });
    expect((await ask()).status).toBe(200);
    simulator.setFault({ status: 503, service: "list_clients" });
    expect((await ask()).status).toBe(503);
  });

  it("cuts an answer in half with a clean end", async () => {
    const { simulator, ask } = await serve();
    const whole = await (await ask()).text();
    simulator.setFault({ body: "truncated" });
    const half = await (await ask()).text();
    expect(whole.startsWith(half)).toBe(true);
    expect(half.length).toBeLessThan(whole.length / 1.9);
  });

  it.each([true, "midway"] as const)("breaks the connection: %s", async (disconnect) => {
    const { simulator, ask } = await serve();
    simulator.setFault({ disconnect });
    await expect(ask().then((reply) => reply.text())).rejects.toThrow(/fetch failed|terminated/);
  });

  it.each([
    ["html", /<html>/],
    ["empty", /^$/],
    ["garbage", /not what you asked for/],
  ] as const)("answers %s with 200", async (body, expected) => {
    const { simulator, ask } = await serve();
    simulator.setFault({ body });
    const reply = await ask();
    expect([reply.status, expected.test(await reply.text())]).toEqual([200, true]);
  });
});
