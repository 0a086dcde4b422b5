import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isTimeZone, VENDORS, type Vendor } from "@lastgood/normalize";
import type { SourceConfig, TlsConfig } from "../config-types.ts";
import { durationText } from "../duration-text.ts";
import { Secret } from "../secret.ts";
import { isLoopback, parseSourceUrl } from "./addresses.ts";
import type { Mapping } from "./mapping.ts";
import { didYouMean } from "./nearest.ts";
import { whyUnread } from "./references.ts";

export const SOURCE_KEYS = [
  "id",
  "vendor",
  "name",
  "url",
  "apiKey",
  "username",
  "password",
  "every",
  "spacing",
  "enabled",
  "apiVersion",
  "timeZone",
  "client",
  "tls",
  "allowHttp",
];

const MINUTE = 60_000;
const EVERY: Record<Vendor, { usual: number; least: number }> = {
  nable: { usual: 15 * MINUTE, least: 1.5 * MINUTE },
  "veeam-azure": { usual: 5 * MINUTE, least: MINUTE },
  "veeam-enterprise-manager": { usual: 15 * MINUTE, least: 5 * MINUTE },
  unitrends: { usual: 15 * MINUTE, least: 5 * MINUTE },
};

/** The shortest interval that the vendor bears; null on loopback, where none binds. */
export function leastEveryMs({ vendor, url }: Pick<SourceConfig, "vendor" | "url">): number | null {
  return isLoopback(new URL(url).hostname) ? null : EVERY[vendor].least;
}

/** Keys that only one vendor, or all but one, can use. */
const ONLY_NABLE = ["apiKey", "spacing"];
const NOT_NABLE = ["username", "password"];

/** One entry of `sources`, checked; null, after complaints, where it has no identity. `folder` is where its files begin. */
export function readSource(entry: Mapping, folder: string, files: Set<string>): SourceConfig | null {
  const id = entry.text("id");
  if (id === null) entry.complain("id", "is missing; give the source a short name of its own");
  else if (id !== undefined && !/^[a-z0-9-]{1,40}$/.test(id))
    entry.complain("id", `is "${id}"; use 1 to 40 of a-z, 0-9 and -`);
  const vendor = readVendor(entry);
  const url = readUrl(entry);
  if (vendor !== null) checkCredentials(entry, vendor);
  const local = url !== null && isLoopback(url.hostname);
  const timeZone = entry.text("timeZone") ?? null;
  if (timeZone !== null && !isTimeZone(timeZone))
    entry.complain("timeZone", `is "${timeZone}"; write a zone like Europe/Berlin`);
  const apiVersion = entry.text("apiVersion") ?? null;
  if (apiVersion !== null && !/^v\d{1,2}(\.\d{1,2})?$/.test(apiVersion))
    entry.complain("apiVersion", `is "${apiVersion}"; write v8 or v8.1, or leave it out`);
  const source = {
    name: entry.text("name") ?? id ?? "",
    apiKey: secretOf(entry, "apiKey"),
    username: entry.text("username") ?? null,
    password: secretOf(entry, "password"),
    everyMs: vendor === null ? 0 : readEvery(entry, vendor, local),
    spacingMs: readSpacing(entry, local),
    enabled: entry.boolean("enabled") ?? true,
    apiVersion,
    timeZone,
    client: entry.text("client") ?? null,
    tls: readTls(entry, folder, files),
  };
  if (!id || vendor === null || url === null) return null;
  return { id, vendor, url: url.href.replace(/\/$/, ""), ...source };
}

function readVendor(entry: Mapping): Vendor | null {
  const word = entry.text("vendor");
  if (word === null) entry.complain("vendor", `is missing; write one of ${VENDORS.join(", ")}`);
  const vendor = VENDORS.find((known) => known === word);
  if (typeof word === "string" && vendor === undefined)
    entry.complain("vendor", `is "${word}", which Lastgood does not know; ${didYouMean(word, VENDORS)}`);
  return vendor ?? null;
}

function readUrl(entry: Mapping): URL | null {
  const text = entry.text("url");
  if (text === null) entry.complain("url", "is missing; write the address of the vendor's server");
  const allowHttp = entry.boolean("allowHttp") ?? false;
  if (!text) return null;
  const url = parseSourceUrl(text);
  if (typeof url === "string") {
    entry.complain("url", url);
    return null;
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowHttp)
    entry.complain(
      "url",
      "is plain http, which shows the credentials to the network; write https:// or add allowHttp: true",
    );
  return url;
}

function checkCredentials(entry: Mapping, vendor: Vendor): void {
  const isNable = vendor === "nable";
  for (const key of isNable ? ["apiKey"] : ["username", "password"])
    if (!entry.has(key)) entry.complain(key, `is missing; ${vendor} needs it`);
  for (const key of isNable ? NOT_NABLE : ONLY_NABLE)
    if (entry.has(key))
      entry.complain(key, `is not used by ${vendor}${isNable ? "; it takes apiKey" : ""}; take it out`);
  if (vendor !== "veeam-azure" && entry.has("apiVersion"))
    entry.complain("apiVersion", `is not used by ${vendor}; take it out`);
}

function readEvery(entry: Mapping, vendor: Vendor, local: boolean): number {
  const { usual, least } = EVERY[vendor];
  const every = entry.duration("every") ?? usual;
  if (every < least && !local)
    entry.complain("every", `is ${durationText(every)}; the least for ${vendor} is ${durationText(least)}`);
  return every;
}

function readSpacing(entry: Mapping, local: boolean): number {
  if (/^0[sm]?$/.test(entry.text("spacing") ?? "")) return 0;
  return entry.duration("spacing") ?? (local ? 0 : 1000);
}

function secretOf(entry: Mapping, key: string): Secret | null {
  const text = entry.text(key);
  return text ? new Secret(text) : null;
}

function readTls(entry: Mapping, folder: string, files: Set<string>): TlsConfig {
  const tls = entry.mapping("tls", ["caFile", "fingerprint256", "insecure"]);
  const caFile = tls?.text("caFile") ?? null;
  const pin = tls?.text("fingerprint256") ?? null;
  const insecure = tls?.boolean("insecure") ?? false;
  if ([caFile !== null, pin !== null, insecure].filter(Boolean).length > 1)
    entry.complain("tls", "takes only one of caFile, fingerprint256 and insecure");
  const hex = pin?.replaceAll(/[:\s]/g, "").toUpperCase() ?? null;
  if (hex !== null && !/^[\dA-F]{64}$/.test(hex))
    tls?.complain("fingerprint256", "must be the 32 bytes of a SHA-256 fingerprint in hex, like AA:BB:…");
  return {
    ca: tls === null || caFile === null ? null : readCa(tls, caFile, resolve(folder, caFile), files),
    fingerprint256: hex?.match(/../g)?.join(":") ?? null,
    insecure,
  };
}

function readCa(tls: Mapping, given: string, file: string, files: Set<string>): string | null {
  files.add(file);
  try {
    const pem = readFileSync(file, "utf8");
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    const noCertificate = error instanceof Error && String(Reflect.get(error, "code")).startsWith("ERR_OSSL");
    const why = noCertificate ? "holds no certificate in PEM form" : whyUnread(error);
    tls.complain("caFile", `names ${given}, which ${why} (looked for ${file})`);
    return null;
  }
}
