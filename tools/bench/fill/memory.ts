import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process's resident memory and what its processors worked for it; `peak` is the system's own where it keeps one. */
export interface Use {
  residentMb: number;
  peakMb: number | null;
  cpuSeconds: number;
}

/** Ticks a second, as every Linux tells them. */
const TICKS = 100;

export function useOf(pid: number): Use {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    return { residentMb: mb("VmRSS"), peakMb: mb("VmHWM"), cpuSeconds };
  } catch {
    const [kilobytes = "", time = ""] = execFileSync("ps", ["-o", "rss=,time=", "-p", String(pid)], {
      encoding: "utf8",
    })
      .trim()
      .split(/\s+/);
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
    return { residentMb: Number(kilobytes) / 1024, peakMb: null, cpuSeconds: seconds };
  }
}
