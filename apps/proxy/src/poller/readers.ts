import type { Vendor } from "@lastgood/normalize";
import type { SourceConfig } from "../config-types.ts";
import { createHttp, type VendorHttp } from "../vendors/http.ts";
import type { Wait } from "../vendors/nable/client.ts";
import { createNableReader } from "./readers/nable.ts";
import { createUnitrendsReader } from "./readers/unitrends.ts";
import { createAzureReader } from "./readers/veeam-azure.ts";
import { createEnterpriseManagerReader } from "./readers/veeam-enterprise-manager.ts";
import type { SourceReader } from "./reading.ts";

const READERS: Record<
  Vendor,
  (source: SourceConfig, http: VendorHttp, clock: { now: () => number; wait?: Wait }) => SourceReader
> = {
  nable: createNableReader,
  "veeam-azure": createAzureReader,
  "veeam-enterprise-manager": createEnterpriseManagerReader,
  unitrends: createUnitrendsReader,
};

export function createReader(
  source: SourceConfig,
  now: () => number,
  log: (line: string) => void,
  http: VendorHttp = createHttp(source, { log, now }),
  wait?: Wait,
): SourceReader {
  return READERS[source.vendor](source, http, wait ? { now, wait } : { now });
}
