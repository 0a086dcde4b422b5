import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createSimulator,
  createWorld,
  type Fault,
  makeCertificate,
  NAMED_FAULTS,
  serveSimulator,
  simulatorSource,
} from "@lastgood/simulators";
import { stringify } from "yaml";
import { CERTIFICATE_FAULTS } from "./simulate-help.ts";
import { clockOffsetOf, devicesOf, eventsOf, numberOf, settingsOf, vendorOf } from "./simulate-switches.ts";
import type { Process } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

export interface SimulateOptions {
  vendor: string;
  port: string;
  seed?: string;
  days?: string;
  devices?: string;
  option?: string[];
  clockOffset?: string;
  event?: string[];
  fault?: string;
  faultCall?: string;
  faultAfter?: string;
  faultCount?: string;
}

/** One simulated vendor on a port, until stopped; prints the source entry that reads it. */
export async function simulate(process: Process, options: SimulateOptions): Promise<() => Promise<void>> {
  const vendor = vendorOf(options.vendor);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError("--port must be a number from 0 to 65535");
  const { fault, tls } = faultOf(options);
  const { world, ...settings } = settingsOf(vendor, options.option ?? []);
  const events = eventsOf(vendor, options.event ?? []);
  const { devices } = options;
  const simulator = createSimulator(
    vendor,
    createWorld({
      now: process.now,
      seed: numberOf("--seed", options.seed ?? "1"),
      days: numberOf("--days", options.days ?? "60", 1),
      ...(devices !== undefined && { devices: devicesOf(vendor, numberOf("--devices", devices, 1)) }),
      ...world,
    }),
    { ...settings, clockOffsetMs: clockOffsetOf(options.clockOffset ?? "0s") },
  );
  simulator.setFault(fault);
  const later = events.filter(({ afterMs }) => afterMs > 0);
  for (const { name, happen } of events.filter(({ afterMs }) => afterMs === 0)) {
    const words = sentenceOf(() => happen(simulator));
    if (words !== null) throw new UsageError(`--event ${name}: ${words}`);
  }
  const served = await serveSimulator(simulator, tls === null ? { port } : { port, tls }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`port ${port} cannot be taken (${error.code}); give another with --port`);
    },
  );
  process.out.write(`# ${vendor}, simulated, at ${served.url}; under sources: in lastgood.yaml\n`);
  const source = simulatorSource(simulator, served.url);
  // Of a certificate that nobody signed nothing else is told: these faults need an issuer that is trusted.
  const isSigned = tls !== null && options.fault !== "tls-self-signed";
  const caFile = join(tmpdir(), "lastgood-simulated-ca.pem");
  if (isSigned) await writeFile(caFile, tls.cert);
  // As often as the demonstration is read: who tries an event does not want to wait for a quarter of an hour.
  process.out.write(stringify([{ ...source, every: "20s", ...(isSigned && { tls: { caFile } }) }]));
  const timers = later.map(({ name, afterMs, happen }) =>
    setTimeout(() => {
      const words = sentenceOf(() => happen(simulator));
      process.out.write(`# ${new Date(process.now()).toISOString()} ${name}${words ? `: ${words}` : ""}\n`);
    }, afterMs),
  );
  return () => {
    for (const timer of timers) clearTimeout(timer);
    return served.close();
  };
}

/** Null where it could happen. */
function sentenceOf(happen: () => void): string | null {
  try {
    happen();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function faultOf(options: SimulateOptions): {
  fault: Fault | null;
  tls: { key: string; cert: string } | null;
} {
  const { fault: name, faultCall, faultAfter, faultCount } = options;
  if (name === undefined) {
    if (faultCall ?? faultAfter ?? faultCount)
      throw new UsageError("--fault-call, --fault-after and --fault-count need --fault");
    return { fault: null, tls: null };
  }
  if (isNameOf(CERTIFICATE_FAULTS, name))
    return { fault: null, tls: makeCertificate(CERTIFICATE_FAULTS[name].certificate) };
  if (!isNameOf(NAMED_FAULTS, name)) {
    const names = [...Object.keys(NAMED_FAULTS), ...Object.keys(CERTIFICATE_FAULTS)];
    throw new UsageError(`--fault must be one of ${names.join(", ")}`);
  }
  const fault: Fault = {
    ...NAMED_FAULTS[name].fault,
    ...(faultCall === undefined ? {} : { call: faultCall }),
    ...(faultAfter === undefined ? {} : { after: numberOf("--fault-after", faultAfter) }),
    ...(faultCount === undefined ? {} : { count: numberOf("--fault-count", faultCount) }),
  };
  return { fault, tls: null };
}

function isNameOf<T extends object>(named: T, name: string): name is keyof T & string {
  return Object.hasOwn(named, name);
}
