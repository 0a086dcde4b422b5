import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { MAIN } from "../../tools/lastgood.mjs";

export interface Program {
  url: string;
  /** As a service manager stops it; resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * `lastgood serve` in a folder that holds its lastgood.yaml. @param listen host:port; port 0 takes a free one @param flags
 * Node's own
 */
export async function startProgram(
  folder: string,
  listen: string,
  flags: readonly string[] = [],
): Promise<Program> {
  const child = spawn(process.execPath, [...flags, MAIN, "serve"], {
    cwd: folder,
    env: { PATH: process.env.PATH, LASTGOOD_LISTEN: listen, LASTGOOD_LOG: "error" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await addressOf(child);
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** The address it prints once it serves; throws with its own words where it ends before. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (text) => {
      said += text;
    });
    child.stdout?.on("data", (text) => {
      const address = /Lastgood is at (\S+)/.exec(String(text))?.[1];
      if (address) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`lastgood ended with ${code}: ${said}`)));
  });
}
