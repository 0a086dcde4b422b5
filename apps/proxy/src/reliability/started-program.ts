import { spawn } from "node:child_process";
import { once } from "node:events";
import { MAIN } from "../../../../tools/lastgood.mjs";

export interface StartedProgram {
  url: string;
  /** All that it has printed, on either stream. */
  printed(): Buffer;
  /** Ends it by this signal, unless it has ended already. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** `lastgood serve` in a process of its own, in a folder that holds its lastgood.yaml; throws with its own words where it does not start. */
export async function startProgram(
  folder: string,
  env: Record<string, string | undefined>,
  flags: readonly string[] = [],
): Promise<StartedProgram> {
  const child = spawn(process.execPath, ["--no-memory-protection-keys", ...flags, MAIN, "serve"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces: Buffer[] = [];
  const printed = () => Buffer.concat(pieces);
  child.stderr.on("data", (bytes: Buffer) => void pieces.push(bytes));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (bytes: Buffer) => {
      pieces.push(bytes);
      const address = /Lastgood is at (\S+)/.exec(String(bytes))?.[1];
      if (address) resolve(address);
    });
    child.once("exit", () => reject(new Error(`it did not start: ${String(printed())}`)));
  });
  return {
    url,
    printed,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "close");
      child.kill(signal);
      await gone;
    },
  };
}
