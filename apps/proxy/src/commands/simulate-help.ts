import { NAMED_EVENTS, type NamedEvent } from "@lastgood/simulators/named-events";
import { NAMED_FAULTS } from "@lastgood/simulators/named-faults";
import { DIALECTS } from "./simulated-dialects.ts";

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

/** A title, and its names each with what it does: one table of the help, and of docs/simulators.md. */
export interface HelpTable {
  title: string;
  rows: [name: string, does: string][];
}

export function helpTables(): HelpTable[] {
  const events: [string, NamedEvent][] = Object.entries(NAMED_EVENTS);
  return [
    ...Object.entries(DIALECTS).map(([vendor, dialects]) => ({
      title: `--option NAME=VALUE of ${vendor}`,
      rows: Object.entries(dialects).map(([name, { form, does }]): [string, string] => [
        `${name}=${form}`,
        does,
      ]),
    })),
    {
      title: "--event NAME@DELAY",
      rows: events.map(([name, { does, vendors }]) => [
        name,
        vendors === null ? does : `${does} (${vendors.join(", ")})`,
      ]),
    },
    {
      title: "--fault NAME",
      rows: Object.entries({ ...NAMED_FAULTS, ...CERTIFICATE_FAULTS }).map(([name, { does }]) => [
        name,
        does,
      ]),
    },
  ];
}

/** What stands below the options in `lastgood simulate --help`. */
export function simulateHelp(): string {
  const tables = helpTables();
  const text = tables.map(({ title, rows }) => {
    const width = Math.max(...rows.map(([name]) => name.length));
    return [`${title}:`, ...rows.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`)].join("\n");
  });
  return `
${text.join("\n\n")}

For a refused connection start nothing, for an unknown name write one into url.
For instance an N-able whose second device does not answer, once:
  lastgood simulate --vendor nable --port 7411 --fault silent --fault-call list_mob_sessions --fault-after 1 --fault-count 1
and an Azure appliance of v1 with a clock two days ahead that is upgraded after five minutes:
  lastgood simulate --vendor veeam-azure --port 7412 --option versions=v1 --clock-offset 2d --event move-to-uuids@5m`;
}
