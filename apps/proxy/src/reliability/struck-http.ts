import { makeCertificate } from "@lastgood/simulators";
import type { SourceConfig } from "../config-types.ts";
import { createHttp, type VendorHttp, type VendorRequest } from "../vendors/http.ts";
import { testServer } from "../vendors/test-server.ts";
import type { Elsewhere, MatrixFault } from "./matrix-faults.ts";

export interface StruckHttp extends VendorHttp {
  /** From now on calls that fit `at` meet the fault; null: none does. */
  strike(fault: MatrixFault | null, at: RegExp): Promise<void>;
  /** How many calls fitted since then. */
  met(): number;
  /** Tokens and the like, as requests had them in their headers and forms. */
  credentialsSent(): string[];
}

/** The real calls of a source, of which some go elsewhere, or with little time and room. */
export function createStruckHttp(
  source: SourceConfig,
  now: () => number,
  log: (line: string) => void,
): StruckHttp {
  const usual = createHttp(source, { log, now });
  const credentials = new Set<string>();
  let struck: { http: VendorHttp; at: RegExp; end(): Promise<void> } | null = null;
  let meant: RegExp | null = null;
  let met = 0;
  return {
    ...usual,
    met: () => met,
    requests: () => usual.requests() + (struck?.http.requests() ?? 0),
    credentialsSent: () => [...credentials],
    request(request) {
      for (const credential of credentialsOf(request)) credentials.add(credential);
      if (meant?.test(request.path)) met += 1;
      if (!struck?.at.test(request.path)) return usual.request(request);
      const { timeoutMs: _, maxBytes: __, ...rest } = request;
      return struck.http.request(rest);
    },
    async strike(fault, at) {
      await struck?.end();
      struck = null;
      [meant, met] = [at, 0];
      if (!fault) return;
      const { elsewhere, limits, maxBytes } = fault;
      if (elsewhere === undefined && limits === undefined && maxBytes === undefined) return;
      const place = elsewhere === undefined ? null : await placeOf(elsewhere);
      const http = createHttp(place === null ? source : { ...source, ...place.fields }, {
        log,
        now,
        ...(limits === undefined ? {} : { timeouts: limits }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
      });
      struck = {
        http,
        at,
        async end() {
          await http.close();
          await place?.close();
        },
      };
    },
    async close() {
      await struck?.end();
      struck = null;
      await usual.close();
    },
  };
}

const HEADERS = ["authorization", "AuthToken", "x-restsvcsessionid"];

function credentialsOf({ headers = {}, body = "" }: VendorRequest): string[] {
  const form = new URLSearchParams(typeof body === "string" ? body : "");
  const sent = [...HEADERS.map((name) => headers[name]), form.get("refresh_token")];
  return sent.flatMap((value) => value?.replace(/^(Bearer|Basic) /, "") || []);
}

const CERTIFICATES = {
  "tls-self-signed": makeCertificate(),
  "tls-expired": makeCertificate({ notAfter: "260101" }),
  "tls-other-name": makeCertificate({ name: "other.example.net" }),
};

interface Place {
  fields: Pick<SourceConfig, "url" | "tls">;
  close(): Promise<void>;
}

async function placeOf(elsewhere: Elsewhere): Promise<Place> {
  const tls = { ca: null, fingerprint256: null, insecure: false };
  const nothing = () => Promise.resolve();
  // Longer than a name may be: no name server is asked.
  if (elsewhere === "unknown-host")
    return { fields: { url: `http://${"x".repeat(64)}.invalid`, tls }, close: nothing };
  const certificate = elsewhere === "refused" ? undefined : CERTIFICATES[elsewhere];
  const server = await testServer((_, answer) => answer.end("never told"), certificate);
  const { url } = server;
  const close = () => server[Symbol.asyncDispose]();
  if (certificate !== undefined) {
    const isIssuerKnown = elsewhere !== "tls-self-signed";
    return { fields: { url, tls: { ...tls, ca: isIssuerKnown ? certificate.cert : null } }, close };
  }
  await close();
  return { fields: { url, tls }, close: nothing };
}
