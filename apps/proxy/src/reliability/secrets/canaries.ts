import type { Vendor } from "@lastgood/normalize";
import type { Credentials } from "@lastgood/simulators";

/** What a password may hold that is written otherwise in addresses, forms, JSON, HTML and headers. */
const ODD = `p&<">/+ %ä'\\:=`;
const BEFORE = {
  "veeam-azure": "kanarAZb4",
  "veeam-enterprise-manager": "kanarEMb4",
  unitrends: "kanarUEb4",
} as const;
const AFTER = {
  "veeam-azure": "nachAZ9x",
  "veeam-enterprise-manager": "nachEM9x",
  unitrends: "nachUE9x",
} as const;
const API_KEY = "c0ffee5ad0123feedc0de5ecae71beef";

/** Credentials that nothing else looks like, plain on either side of what is encoded in many ways. */
export function canaryCredentials(vendor: Vendor): Credentials {
  if (vendor === "nable") return { apiKey: API_KEY };
  return { username: "svc-monitor", password: BEFORE[vendor] + ODD + AFTER[vendor] };
}

/** What is left of a canary however it was encoded or cut: no text of Lastgood's may hold one. */
export function tracesOfCanaries(): string[] {
  const plain = [...Object.values(BEFORE), ...Object.values(AFTER), API_KEY.slice(0, 10), API_KEY.slice(-10)];
  return plain.flatMap(tracesOf);
}

/** A token as it is, and as it is written elsewhere. */
export function tracesOfToken(token: string): string[] {
  const json = JSON.stringify(token).slice(1, -1);
  return [...new Set([token, encodeURIComponent(token), json, ...tracesOf(token)])];
}

/** Plain, in hex, and in base64 wherever it begins there. */
function tracesOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const within = [0, 1, 2].map((ahead) => {
    const encoded = Buffer.concat([Buffer.alloc(ahead), bytes]).toString("base64url");
    // The characters at either end also hold what stands beside it.
    return encoded.slice(ahead === 0 ? 0 : ahead + 1, -2);
  });
  return [text, bytes.toString("hex"), ...within];
}

/** Where these bytes hold a trace, with what stands around it; empty where they hold none. */
export function found(name: string, bytes: Uint8Array, traces: readonly string[]): string[] {
  const text = Buffer.from(bytes).toString("latin1");
  return traces.flatMap((trace) => {
    const at = text.indexOf(Buffer.from(trace).toString("latin1"));
    return at === -1 ? [] : [`${name}: …${text.slice(Math.max(0, at - 60), at + trace.length + 20)}…`];
  });
}
