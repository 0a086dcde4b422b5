import type { Vendor } from "@lastgood/normalize";
import {
  createSimulator,
  type Fault,
  type Simulator,
  type SourceEntry,
  serveSimulator,
  simulatorSource,
  type World,
} from "@lastgood/simulators";
import { Hono } from "hono";
import { canaryCredentials } from "./canaries.ts";

const HEADERS = ["authorization", "authtoken", "x-restsvcsessionid"];

export interface ToldVendor {
  entry: SourceEntry;
  /** Tokens that were sent to it, as headers and forms had them. */
  tokens: ReadonlySet<string>;
  close(): Promise<void>;
}

/** A simulated vendor with canary credentials that notes what it is sent in place of them, and has this fault for good. */
export async function toldVendor(
  vendor: Vendor,
  world: World,
  id: string,
  fault: Fault | null,
): Promise<ToldVendor> {
  const simulator = createSimulator(vendor, world, { credentials: canaryCredentials(vendor) });
  simulator.setFault(fault);
  const tokens = new Set<string>();
  const app = new Hono();
  app.all("*", async (c) => {
    for (const name of HEADERS) {
      const sent = c.req.header(name);
      if (sent !== undefined) tokens.add(sent.replace(/^(Bearer|Basic) /, ""));
    }
    const refresh = new URLSearchParams(await c.req.raw.clone().text()).get("refresh_token");
    if (refresh !== null) tokens.add(refresh);
    return simulator.app.fetch(c.req.raw, c.env);
  });
  const telling: Simulator = { ...simulator, app };
  const served = await serveSimulator(telling);
  return { entry: { ...simulatorSource(telling, served.url), id, name: id }, tokens, close: served.close };
}
