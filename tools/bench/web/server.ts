import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { copyOf } from "../store/build.ts";

export type ToServer = "fail" | "anew";
export type FromServer = { url: string; aheadMs: number } | { writtenAt: number };

export interface Server {
  url: string;
  /** How far its clock is ahead of the machine's. */
  aheadMs: number;
  /** A device fails: resolves with when that stood in the store, epoch milliseconds. */
  fail(): Promise<number>;
  /** What was answered before is made anew. */
  anew(): void;
  stop(): Promise<void>;
}

/** The program's own app and board over a copy of the store, without vendors, on a free port. @param world that the store was filled from */
export async function serveStore(path: string, world: object): Promise<Server> {
  const copy = copyOf(path, `web-${process.pid}.db`);
  const child: ChildProcess = fork(
    fileURLToPath(new URL("serve.ts", import.meta.url)),
    [copy, JSON.stringify(world)],
    {
      execArgv: ["--no-memory-protection-keys"],
    },
  );
  const heard = async () => ((await once(child, "message")) as [FromServer])[0];
  const first = await heard();
  if (!("url" in first)) throw new Error("the server said something else first");
  return {
    ...first,
    async fail() {
      const answer = heard();
      child.send("fail" satisfies ToServer);
      const told = await answer;
      return "writtenAt" in told ? told.writtenAt : Number.NaN;
    },
    anew: () => void child.send("anew" satisfies ToServer),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill();
        await gone;
      }
      for (const end of ["", "-wal", "-shm", "-lock"]) rmSync(`${copy}${end}`, { force: true });
    },
  };
}
