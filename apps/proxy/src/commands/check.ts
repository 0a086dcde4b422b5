import type { SourceConfig } from "../config-types.ts";
import { startDemo } from "../demo.ts";
import { createReader } from "../poller/readers.ts";
import type { CheckReport } from "../poller/reading.ts";
import { VendorError } from "../vendors/vendor-error.ts";
import { createLog, type Process, readConfig, storeUrl } from "./surroundings.ts";

/** Long enough for a slow Enterprise Manager, short enough for a person who waits. */
const CHECK_MS = 120_000;

interface Checked {
  source: SourceConfig;
  report: CheckReport | null;
  error: string | null;
  certificateEndsAt: string | null;
  tookMs: number;
}

async function checkOne(source: SourceConfig, { now, env }: Process): Promise<Checked> {
  const log = createLog(env);
  const startedAt = now();
  const reader = createReader(source, now, (line) => log.debug(line));
  try {
    const report = await reader.check(AbortSignal.timeout(CHECK_MS));
    return {
      source,
      report,
      error: null,
      certificateEndsAt: reader.certificateEndsAt(),
      tookMs: now() - startedAt,
    };
  } catch (error) {
    if (!(error instanceof VendorError) && (error as Error).name !== "TimeoutError") throw error;
    const message = error instanceof VendorError ? error.message : "no answer within 2 min";
    return {
      source,
      report: null,
      error: message,
      certificateEndsAt: reader.certificateEndsAt(),
      tookMs: now() - startedAt,
    };
  } finally {
    await reader.close();
  }
}

/** "ok  rmm-emea  N-able EMEA: API …; 12 clients, 60 devices; newest session 2026-11-20 03:12 UTC; 1.2 s" */
function line({ source, report, error, certificateEndsAt, tookMs }: Checked, colours: boolean): string {
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  if (!report) return `${paint(31, "failed")}  ${source.id}  ${source.name}: ${error}; ${took}`;
  const counts = [
    [report.clients, "clients"],
    [report.devices, "devices"],
    [report.policies, "policies"],
  ].flatMap(([n, word]) => (n === null ? [] : [`${n} ${word}`]));
  const parts = [
    ...report.learnt,
    counts.join(", "),
    newestSession(report),
    certificateEndsAt === null ? "" : `certificate until ${certificateEndsAt.slice(0, 10)}`,
    took,
  ];
  return `${paint(32, "ok")}      ${source.id}  ${source.name}: ${parts.filter(Boolean).join("; ")}`;
}

function newestSession({ newestSessionAt }: CheckReport): string {
  if (newestSessionAt === undefined) return "";
  return newestSessionAt === null
    ? "no session found"
    : `newest session ${newestSessionAt.slice(0, 16).replace("T", " ")} UTC`;
}

/** Logs on to every enabled source and prints what it found; 1 if any fails. */
export async function check(process: Process, options: { json?: boolean }): Promise<number> {
  const read = readConfig(process);
  const demo = read.demo
    ? await startDemo(read, `${storeUrl(read, process.cwd).replace(/^file:/, "")}.check`, process.now)
    : null;
  const sources = (demo?.config ?? read).sources.filter((source) => source.enabled);
  const colours = "isTTY" in process.out && process.out.isTTY === true && !process.env.NO_COLOR;
  if (sources.length === 0)
    process.out.write("no source is configured; add one under sources: in lastgood.yaml\n");
  let failed = false;
  try {
    await Promise.all(
      sources.map(async (source) => {
        const checked = await checkOne(source, process);
        failed ||= checked.error !== null;
        const { report, error, certificateEndsAt, tookMs } = checked;
        const { id, vendor, name } = source;
        process.out.write(
          options.json
            ? `${JSON.stringify({ id, vendor, name, ok: error === null, error, ...report, certificateEndsAt, tookMs })}\n`
            : `${line(checked, colours)}\n`,
        );
      }),
    );
  } finally {
    await demo?.stop();
  }
  return failed ? 1 : 0;
}
