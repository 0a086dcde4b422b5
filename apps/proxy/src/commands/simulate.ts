import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VENDORS } from "@lastgood/normalize";
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
import type { Process } from "./surroundings.ts";
import { UsageError } from "./usage-error.ts";

export interface SimulateOptions {
  vendor: string;
  port: string;
  seed?: string;
  fault?: string;
  faultCall?: string;
  faultAfter?: string;
  faultCount?: string;
}

/** One simulated vendor on a port, until stopped; prints the source entry that reads it. */
export async function simulate(process: Process, options: SimulateOptions): Promise<() => Promise<void>> {
  const vendor = VENDORS.find((one) => one === options.vendor);
  if (!vendor) throw new UsageError(`--vendor must be one of ${VENDORS.join(", ")}`);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError("--port must be a number from 0 to 65535");
  const { fault, tls } = faultOf(options);
  const world = createWorld({ now: process.now, seed: Number(options.seed ?? 1) });
  const simulator = createSimulator(vendor, world);
  simulator.setFault(fault);
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
  process.out.write(stringify([isSigned ? { ...source, tls: { caFile } } : source]));
  return () => served.close();
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
    ...(faultAfter === undefined ? {} : { after: countOf("--fault-after", faultAfter) }),
    ...(faultCount === undefined ? {} : { count: countOf("--fault-count", faultCount) }),
  };
  return { fault, tls: null };
}

function isNameOf<T extends object>(named: T, name: string): name is keyof T & string {
  return Object.hasOwn(named, name);
}

function countOf(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`${option} must be a number of calls`);
  return Number(text);
}
