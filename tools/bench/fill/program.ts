import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceEntry } from "../../../packages/simulators/src/index.ts";
import { MAIN } from "../../lastgood.mjs";
import { SPARING } from "../../runtime.mjs";

export interface Program {
  url: string;
  pid: number;
  /** As a power cut would: nothing is ended in order. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A source as it is measured: asked without a pause. */
export function writeConfig(folder: string, sources: readonly (SourceEntry & { every: string })[]): void {
  const config = { server: { listen: "127.0.0.1:0" }, store: { retention: "forever" }, sources };
  writeFileSync(join(folder, "lastgood.yaml"), JSON.stringify(config), { mode: 0o600 });
}

/** `lastgood serve` in a folder that holds its lastgood.yaml; throws with its own words where it does not start. */
export async function startProgram(folder: string): Promise<Program> {
  const child = spawn(process.execPath, [...SPARING.flags, MAIN, "serve"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      ...SPARING.env,
      NODE_OPTIONS: process.env["LASTGOOD_BENCH_NODE_OPTIONS"],
      LASTGOOD_CONFIG: join(folder, "lastgood.yaml"),
      LASTGOOD_LOG: "error",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    url: await addressOf(child),
    pid: child.pid as number,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (text) => {
      said = `${said}${text}`.slice(-2000);
    });
    child.stdout?.on("data", (text) => {
      const address = /Lastgood is at (\S+)/.exec(String(text))?.[1];
      if (address) resolve(address);
    });
    // Also long after it has begun, where nobody waits for this any more: what it said last is worth more than its end.
    child.once("exit", (code, signal) => {
      if (code !== 0 && signal !== "SIGKILL") console.error(`lastgood ended with ${code ?? signal}: ${said}`);
      reject(new Error(`lastgood ended with ${code ?? signal}: ${said}`));
    });
  });
}
