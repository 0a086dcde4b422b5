import { NAMED_FAULTS } from "@lastgood/simulators/named-faults";

/** Faults of a simulated vendor's certificate: it is served over https then. */
export const CERTIFICATE_FAULTS = {
  "tls-self-signed": { certificate: {}, does: "https with a certificate that nobody signed" },
  "tls-expired": {
    certificate: { notAfter: "260101" },
    does: "https with a certificate that ended on 2026-01-01",
  },
  "tls-other-name": {
    certificate: { name: "other.example.net" },
    does: "https with the certificate of other.example.net",
  },
} as const;

/** What stands below the options in `lastgood simulate --help`. */
export function simulateHelp(): string {
  const faults = Object.entries({ ...NAMED_FAULTS, ...CERTIFICATE_FAULTS });
  const width = Math.max(...faults.map(([name]) => name.length));
  return `
Faults (for a refused connection start nothing, for an unknown name write one into url):
${faults.map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`).join("\n")}

For instance an N-able whose second device does not answer, once:
  lastgood simulate --vendor nable --port 7411 --fault silent --fault-call list_mob_sessions --fault-after 1 --fault-count 1`;
}
