import type { SourceConfig } from "../config-types.ts";
import { startDemo } from "../demo.ts";
import { wrongClock } from "../insight/words.ts";
import { createReader } from "../poller/readers.ts";
import type { CheckReport, SourceReader } from "../poller/reading.ts";
import { CertificateProblem } from "../vendors/tls-connector.ts";
import { VendorError } from "../vendors/vendor-error.ts";
import { createLog, type Process, readConfig, storeUrl } from "./surroundings.ts";

/** Long enough for a slow Enterprise Manager, short enough for a person who waits. */
const CHECK_MS = 120_000;

/** What was found of one source; of one that failed, null where it did not come so far. */
interface Checked {
  id: string;
  vendor: SourceConfig["vendor"];
  name: string;
  ok: boolean;
  /** For a person; null where nothing failed. */
  error: string | null;
  /** Whether something answered there. */
  reached: boolean;
  /** What its certificate was approved by; `refused`: it was not, and nothing was sent. Null without one. */
  certificate: "issuer" | "fingerprint" | "not-checked" | "refused" | null;
  certificateEndsAt: string | null;
  /** Null where it cannot be told. */
  loggedOn: boolean | null;
  /** How far its clock is ahead, milliseconds; negative: behind; null where it does not tell. */
  clockOffsetMs: number | null;
  /** API version, dialect and the like, in words. */
  learnt: string[];
  clients: number | null;
  devices: number | null;
  policies: number | null;
  newestSessionAt: string | null;
  /** The one device whose sessions were asked for; null where all were. */
  newestSessionOf: string | null;
  tookMs: number;
}

async function checkOne(source: SourceConfig, { now, env }: Process): Promise<Checked> {
  const log = createLog(env);
  const startedAt = now();
  const reader = createReader(source, now, (line) => log.debug(line));
  try {
    const report = await reader.check(AbortSignal.timeout(CHECK_MS));
    return { ...resultOf(source, reader, report, null), tookMs: now() - startedAt };
  } catch (error) {
    if (!(error instanceof VendorError) && (error as Error).name !== "TimeoutError") throw error;
    return { ...resultOf(source, reader, null, error as Error), tookMs: now() - startedAt };
  } finally {
    await reader.close();
  }
}

function resultOf(
  source: SourceConfig,
  reader: SourceReader,
  report: CheckReport | null,
  error: Error | null,
): Omit<Checked, "tookMs"> {
  const { id, vendor, name, tls } = source;
  const certificateEndsAt = reader.certificateEndsAt();
  const isRefused = error?.cause instanceof CertificateProblem;
  const kind = error instanceof VendorError ? error.kind : null;
  // A certificate was approved before anything else went wrong.
  const isSilent = error !== null && (kind === null || kind === "network" || kind === "timeout");
  const approvedBy = tls.insecure ? "not-checked" : tls.fingerprint256 === null ? "issuer" : "fingerprint";
  return {
    id,
    vendor,
    name,
    ok: error === null,
    error: error === null ? null : error instanceof VendorError ? error.message : "no answer within 2 min",
    reached: !isSilent || isRefused || certificateEndsAt !== null,
    certificate: isRefused ? "refused" : certificateEndsAt === null ? null : approvedBy,
    certificateEndsAt,
    clockOffsetMs: reader.clockOffsetMs(),
    loggedOn: error === null ? true : kind === "auth" ? false : null,
    learnt: report?.learnt ?? reader.learnt(),
    clients: report?.clients ?? null,
    devices: report?.devices ?? null,
    policies: report?.policies ?? null,
    newestSessionAt: report?.newestSessionAt ?? null,
    newestSessionOf: report?.newestSessionOf ?? null,
  };
}

const CERTIFICATE_WORDS = {
  issuer: "certificate trusted by its issuer",
  fingerprint: "certificate as pinned",
  "not-checked": "certificate NOT CHECKED (tls.insecure)",
  refused: "certificate refused",
} as const;

type Paint = (colour: "red" | "green" | "yellow" | "dim", text: string) => string;

const CODES = { red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** "ok      rmm-emea  N-able EMEA: reached; certificate trusted by its issuer, until 2027-03-01; logged on; 12 clients, 60 devices; …" */
function line(one: Checked, paint: Paint): string {
  const { certificate, certificateEndsAt } = one;
  const clock = wrongClock(one.clockOffsetMs);
  const until = certificateEndsAt === null ? "" : `, until ${certificateEndsAt.slice(0, 10)}`;
  const certificateText = certificate === null ? "" : `${CERTIFICATE_WORDS[certificate]}${until}`;
  const counts = [
    [one.clients, "clients"],
    [one.devices, "devices"],
    [one.policies, "policies"],
  ].flatMap(([n, word]) => (n === null ? [] : [`${n} ${word}`]));
  const parts = [
    one.reached ? "reached" : paint("red", "not reached"),
    certificate === "not-checked" ? paint("yellow", certificateText) : certificateText,
    one.loggedOn === true ? "logged on" : one.loggedOn === false ? paint("red", "log-on refused") : "",
    ...(one.error === null ? [] : [paint("red", one.error)]),
    clock === null ? "" : paint("yellow", clock),
    ...one.learnt,
    counts.join(", "),
    one.ok ? newestSession(one) : "",
    paint("dim", `${(one.tookMs / 1000).toFixed(1)} s`),
  ];
  const verdict = one.ok ? paint("green", "ok    ") : paint("red", "failed");
  return `${verdict}  ${one.id}  ${one.name}: ${parts.filter(Boolean).join("; ")}`;
}

function newestSession({ newestSessionAt, newestSessionOf }: Checked): string {
  const of = newestSessionOf === null ? "" : ` of ${newestSessionOf}`;
  return newestSessionAt === null
    ? `no session${of} found`
    : `newest session${of} ${newestSessionAt.slice(0, 16).replace("T", " ")} UTC`;
}

/** Logs on to every enabled source and prints what it found; 1 if any fails. */
export async function check(process: Process, options: { json?: boolean }): Promise<number> {
  const read = readConfig(process);
  const demo = read.demo
    ? await startDemo(read, `${storeUrl(read, process.cwd).replace(/^file:/, "")}.check`, process.now)
    : null;
  const sources = (demo?.config ?? read).sources.filter((source) => source.enabled);
  const colours = "isTTY" in process.out && process.out.isTTY === true && !process.env.NO_COLOR;
  const paint: Paint = (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
  if (sources.length === 0)
    (options.json ? process.err : process.out).write(
      "no source is configured; add one under sources: in lastgood.yaml\n",
    );
  let failed = false;
  try {
    await Promise.all(
      sources.map(async (source) => {
        const checked = await checkOne(source, process);
        failed ||= !checked.ok;
        process.out.write(`${options.json ? JSON.stringify(checked) : line(checked, paint)}\n`);
      }),
    );
  } finally {
    await demo?.stop();
  }
  return failed ? 1 : 0;
}
