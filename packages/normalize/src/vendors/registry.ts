import type { Context, ReplyReader, Sink } from "../outcome.ts";
import type { Vendor } from "../session.ts";
import { createReader as nable } from "./nable/normalize.ts";
import { createReader as unitrends } from "./unitrends/normalize.ts";
import { createReader as veeamAzure } from "./veeam-azure/normalize.ts";
import { createReader as veeamEnterpriseManager } from "./veeam-enterprise-manager/normalize.ts";

export type CreateReader = (context: Context, sink: Sink) => ReplyReader;

/** Every vendor's reader; a test holds the keys against the folders beside this file. */
export const VENDOR_READERS: Record<Vendor, CreateReader> = {
  nable,
  "veeam-azure": veeamAzure,
  "veeam-enterprise-manager": veeamEnterpriseManager,
  unitrends,
};
