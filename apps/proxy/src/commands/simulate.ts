import { VENDORS } from "@lastgood/normalize";
import { createSimulator, createWorld, serveSimulator, simulatorSource } from "@lastgood/simulators";
import { stringify } from "yaml";
import { UsageError } from "./normalize.ts";
import type { Process } from "./surroundings.ts";

/** One simulated vendor on a port, until stopped; prints the source entry that reads it. */
export async function simulate(
  process: Process,
  options: { vendor: string; port: string; seed?: string },
): Promise<() => Promise<void>> {
  const vendor = VENDORS.find((one) => one === options.vendor);
  if (!vendor) throw new UsageError(`--vendor must be one of ${VENDORS.join(", ")}`);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError("--port must be a number from 0 to 65535");
  const world = createWorld({ now: process.now, seed: Number(options.seed ?? 1) });
  const simulator = createSimulator(vendor, world);
  const served = await serveSimulator(simulator, { port }).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`port ${port} cannot be taken (${error.code}); give another with --port`);
  });
  process.out.write(`# ${vendor}, simulated, at ${served.url}; under sources: in lastgood.yaml\n`);
  process.out.write(stringify([simulatorSource(simulator, served.url)]));
  return () => served.close();
}
