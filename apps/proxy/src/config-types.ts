import type { Vendor } from "@lastgood/normalize";
import type { Secret } from "./secret.ts";

export interface TlsConfig {
  /** PEM text of the issuer to trust, already read from `caFile`. */
  ca: string | null;
  /** Upper-case hex pairs joined by colons. */
  fingerprint256: string | null;
  insecure: boolean;
}

/** One configured source, checked and with its defaults filled in. */
export interface SourceConfig {
  id: string;
  vendor: Vendor;
  name: string;
  /** Origin and, where the vendor is served below one, a path; no trailing slash, no credential. */
  url: string;
  apiKey: Secret | null;
  username: string | null;
  password: Secret | null;
  everyMs: number;
  /** nable: least time between two requests. */
  spacingMs: number;
  enabled: boolean;
  /** veeam-azure: pinned version; null: negotiate. */
  apiVersion: string | null;
  /** Of the source's local times and backup days; null: the server's. */
  timeZone: string | null;
  /** Id of the client whose this source is; null: as the vendor tells it. */
  client: string | null;
  tls: TlsConfig;
}

/** One condition of a `clients` rule; a policy may end in `*`. */
export interface ClientMatch {
  source: string | null;
  client: string | null;
  site: string | null;
  device: string | null;
  policy: string | null;
}

export interface ClientRule {
  id: string;
  name: string;
  match: ClientMatch[];
}

/** An override of the learnt cadence; null fields match all. */
export interface ExpectRule {
  source: string | null;
  device: string | null;
  policy: string | null;
  workload: string | null;
  /** Null: no backup is expected (`every: none`). */
  everyMs: number | null;
}

export interface Config {
  server: { host: string; port: number; allowOpen: boolean; timeZone: string; dayStartsAt: string };
  store: { url: string /** Null: forever. */; retentionMs: number | null };
  sources: SourceConfig[];
  clients: ClientRule[];
  expect: ExpectRule[];
  /** No file was named and none found: the bundled simulated sources. */
  demo: boolean;
  /** The file it came from; null for the demonstration. */
  file: string | null;
  /** Sentences for the log and the screens: a clear-text credential others can read, insecure TLS. */
  warnings: string[];
}
