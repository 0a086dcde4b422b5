import {
  type Context,
  isTimeZone,
  normalizeReply,
  type Session,
  VENDORS,
  type Vendor,
} from "@lastgood/normalize";
import { readAll, readWhole } from "./saved-file.ts";
import type { Process } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

export interface NormalizeOptions {
  vendor: string;
  source?: string;
  device?: string;
  system?: string;
  timeZone?: string;
  parent?: string;
}

/** An Azure session, as `lastgood normalize` printed it or as the vendor told it. */
async function readParent(path: string, sourceId: string): Promise<Session> {
  const bytes = await readWhole(path);
  const wrong = () =>
    new UsageError(
      `${path} holds no Azure session; give one session, as the vendor or lastgood normalize wrote it`,
    );
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw wrong();
  }
  if (given === null || typeof given !== "object") throw wrong();
  if (given.vendor === "veeam-azure" && typeof given.sourceId === "string")
    return given as unknown as Session;
  const results = Array.isArray(given.results) ? given.results : [given];
  const page = Buffer.from(JSON.stringify({ results, totalCount: results.length }));
  const [first] = normalizeReply("veeam-azure", page, { sourceId }).sessions;
  if (!first) throw wrong();
  return first.session;
}

/** The context of a saved reply: what it does not say itself. */
export async function contextOf(options: NormalizeOptions): Promise<{ vendor: Vendor; context: Context }> {
  const vendor = VENDORS.find((one) => one === options.vendor);
  if (!vendor) throw new UsageError(`--vendor must be one of ${VENDORS.join(", ")}`);
  const timeZone = options.timeZone ?? "UTC";
  if (!isTimeZone(timeZone))
    throw new UsageError(`--time-zone "${timeZone}" is not known; write one like Europe/Berlin`);
  const sourceId = options.source ?? vendor;
  const device = {
    id: `${sourceId}:${options.device ?? "0"}`,
    name: null,
    kind: null,
    client: null,
    site: null,
  };
  const context: Context = { sourceId, device, systemId: options.system ?? "0", timeZone };
  if (options.parent !== undefined) context.parent = await readParent(options.parent, sourceId);
  return { vendor, context };
}

/** A saved reply to sessions, a line of JSON each; rejects on stderr. 1 if it is an error reply, another's, or incomplete. */
export async function normalize(
  process: Process,
  file: string | undefined,
  options: NormalizeOptions,
): Promise<number> {
  const { vendor, context } = await contextOf(options);
  const bytes = file === undefined || file === "-" ? await readAll(process.in) : await readWhole(file);
  const outcome = normalizeReply(vendor, bytes, context);
  for (const { session } of outcome.sessions) process.out.write(`${JSON.stringify(session)}\n`);
  for (const reject of outcome.rejects) process.err.write(`${JSON.stringify(reject)}\n`);
  if (!outcome.failure) return 0;
  process.err.write(`lastgood: ${outcome.failure.message}\n`);
  return 1;
}
