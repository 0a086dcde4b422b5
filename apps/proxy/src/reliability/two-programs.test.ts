import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { VENDORS } from "@lastgood/normalize";
import { createSimulator, createWorld, serveSimulator, simulatorSource } from "@lastgood/simulators";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import type { List, Session, Source } from "../contract.ts";
import { type StartedProgram, startProgram } from "./started-program.ts";

async function items<T>({ url }: StartedProgram, path: string): Promise<T[]> {
  const answer = await fetch(url + path);
  expect(answer.status, path).toBe(200);
  return ((await answer.json()) as List<T>).items;
}

async function allSessions({ url }: StartedProgram): Promise<Session[]> {
  const sessions: Session[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await (await fetch(`${url}/api/sessions?limit=500${after}`)).json()) as List<Session>;
    sessions.push(...page.items);
    cursor = page.nextCursor;
  }
  return sessions;
}

it("two programs on one store and the same sources both go on, and the store is as if there were one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lastgood-two-"));
  const at = Date.now();
  const devices = { nable: 8, azure: 6, enterpriseManager: 8, unitrends: 8 };
  const world = createWorld({ now: () => at, days: 12, devices });
  const simulators = VENDORS.map((vendor) => createSimulator(vendor, world));
  const served = await Promise.all(simulators.map((simulator) => serveSimulator(simulator)));
  const sources = simulators.map((one, n) => ({
    ...simulatorSource(one, served[n]?.url ?? ""),
    every: "1s",
  }));
  writeFileSync(join(folder, "lastgood.yaml"), stringify({ server: { listen: "127.0.0.1:0" }, sources }), {
    mode: 0o600,
  });
  const programs: StartedProgram[] = [];
  try {
    const starting = () => startProgram(folder, { LASTGOOD_LOG: "info" });
    programs.push(await starting());
    programs.push(await starting());
    // Several polls of every source by either, all of which write.
    for (const program of programs) {
      const end = Date.now() + 60_000;
      const since = Date.now();
      const isRead = ({ state, lastGoodPollAt }: Source) =>
        state === "ok" && Date.parse(lastGoodPollAt ?? "") > since + 3_000;
      while (!(await items<Source>(program, "/api/sources")).every(isRead)) {
        if (Date.now() > end) throw new Error(String(program.printed()).slice(-4000));
        await pause(250);
      }
    }
    const wanted = simulators.flatMap((one, n) => one.sessions(sources[n]?.id ?? "").map(({ id }) => id));
    for (const program of programs) {
      const ids = (await allSessions(program)).map(({ id }) => id);
      expect(ids.length).toBe(wanted.length);
      expect(new Set(ids)).toEqual(new Set(wanted));
      for (const { error, rejects } of await items<Source>(program, "/api/sources"))
        expect([error, rejects]).toEqual([null, 0]);
    }
    for (const program of programs) await program.end("SIGTERM");
    for (const program of programs)
      expect(String(program.printed())).not.toMatch(/busy|locked|"level":(50|60)/i);
  } finally {
    for (const program of programs) await program.end("SIGKILL");
    await Promise.all(served.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
