import { expect, it } from "vitest";
import { NAMED_FAULTS } from "./named-faults.ts";
import { type Served, serveSimulator } from "./serve.ts";
import { createSimulator, NABLE_KEY } from "./simulator.ts";
import { createWorld } from "./world/world.ts";

const world = createWorld({ now: () => Date.UTC(2026, 10, 20, 7, 30), days: 2 });

async function asked(name: keyof typeof NAMED_FAULTS, read: (reply: Response) => Promise<unknown>) {
  const simulator = createSimulator("nable", world);
  const served: Served = await serveSimulator(simulator);
  const ask = () =>
    fetch(`${served.url}/api/?apikey=${NABLE_KEY}&service=list_clients`, {
      redirect: "manual",
      signal: AbortSignal.timeout(5000),
    });
  const usual = await (await ask()).text();
  simulator.setFault({ ...NAMED_FAULTS[name].fault, call: "list_clients" });
  try {
    return [usual, await ask().then(read)];
  } finally {
    await served.close();
  }
}

it("tells the request back, as a proxy's error page may", async () => {
  const [, said] = await asked("503", async (reply) => `${reply.status} ${await reply.text()}`);
  expect(said).toMatch(new RegExp(`^503 .*${NABLE_KEY}`));
});

it("breaks the syntax in the middle and keeps the rest", async () => {
  const [usual, broken] = (await asked("malformed", (reply) => reply.text())) as [string, string];
  expect(broken).toHaveLength(usual.length + 4);
  expect(broken.replace('<"}{', "")).toBe(usual);
});

it("becomes two gigabytes when it is unpacked, and less than three megabytes before", async () => {
  const firstMegabyte = async (reply: Response) => {
    const reader = reply.body?.getReader();
    let unpacked = 0;
    while (unpacked < 1 << 20) unpacked += (await reader?.read())?.value?.length ?? Number.NaN;
    await reader?.cancel();
    return [reply.headers.get("content-encoding"), unpacked >= 1 << 20];
  };
  expect((await asked("gzip-bomb", firstMegabyte))[1]).toEqual(["gzip", true]);
});

it("sends elsewhere", async () => {
  const location = (reply: Response) => Promise.resolve(reply.headers.get("location"));
  expect((await asked("redirect", location))[1]).toBe("http://elsewhere.example.net/api/");
});

it("nests deeper than a stack may go", async () => {
  const [, text] = (await asked("deep-nesting", (reply) => reply.text())) as [string, string];
  expect(text.match(/<items>/g)).toHaveLength(100_000);
});
