import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "@lastgood/simulators";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "lastgood-config-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(yaml: string, env: Record<string, string> = {}) {
  writeFileSync(join(cwd, "lastgood.yaml"), yaml, { mode: 0o600 });
  return loadConfig({ env, cwd, timeZoneOfMachine: "Europe/Berlin" });
}

function complaintsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints;
    throw error;
  }
  return [];
}

const RMM = "{ id: rmm, vendor: nable, url: https://rmm.example.net, apiKey: k";
const VBA = "{ id: vba, vendor: veeam-azure, url: https://vba.example.net, username: svc, password: pw";

describe("the whole file", () => {
  it("reads every part, with references replaced and defaults filled in", () => {
    writeFileSync(join(cwd, "vba-secret"), "from a file\n");
    const { cert } = makeCertificate();
    writeFileSync(join(cwd, "ca.pem"), cert);
    const config = load(
      `
server:
  listen: "[::1]:7500"
  timeZone: UTC
  dayStartsAt: 08:30
store:
  url: postgres://lastgood@db/lastgood
  retention: forever
sources:
  - id: rmm-emea
    vendor: nable
    name: N-able EMEA
    url: wwweurope1.systemmonitor.eu.com/api/
    apiKey: \${NABLE_KEY}
    every: 1h
    enabled: false
  - { id: azure-prod, vendor: veeam-azure, url: https://vba.example.net/, username: svc, password: "\${file:vba-secret}", apiVersion: v8.1 }
  - id: vbem
    vendor: veeam-enterprise-manager
    url: https://vbem.example.net:9398
    username: DOM\\svc
    password: 0012$\${x}\${TAIL}
    tls: { caFile: ca.pem }
  - { id: ueb-1, vendor: unitrends, url: http://127.0.0.1:8080, username: mon, password: 1e5, every: 2s, timeZone: Europe/Paris, client: aue, tls: { fingerprint256: "${"ab".repeat(32)}" } }
clients:
  - { id: aue, name: Stadtwerke Aue, match: [{ source: rmm-emea, client: 0100 }, { source: azure-prod, policy: "Aue-*" }] }
expect:
  - { source: rmm-emea, device: 9001, workload: SYSTEM_STATE, every: none }
  - { policy: Weekly, every: 7d }
`,
      { NABLE_KEY: "abc", TAIL: "${NABLE_KEY}" },
    );
    expect(config).toMatchObject({
      server: { host: "::1", port: 7500, allowOpen: false, timeZone: "UTC", dayStartsAt: "08:30" },
      store: { url: "postgres://lastgood@db/lastgood", retentionMs: null },
      clients: [
        {
          id: "aue",
          name: "Stadtwerke Aue",
          match: [
            { source: "rmm-emea", client: "0100", site: null, device: null, policy: null },
            { source: "azure-prod", client: null, site: null, device: null, policy: "Aue-*" },
          ],
        },
      ],
      expect: [
        { source: "rmm-emea", device: "9001", policy: null, workload: "SYSTEM_STATE", everyMs: null },
        { source: null, device: null, policy: "Weekly", workload: null, everyMs: 604_800_000 },
      ],
      demo: false,
      file: join(cwd, "lastgood.yaml"),
      warnings: [],
      files: [join(cwd, "lastgood.yaml"), join(cwd, "ca.pem"), join(cwd, "vba-secret")],
    });
    const [rmm, vba, vbem, ueb] = config.sources;
    expect(rmm).toMatchObject({
      name: "N-able EMEA",
      url: "https://wwweurope1.systemmonitor.eu.com",
      everyMs: 3_600_000,
      spacingMs: 1000,
      enabled: false,
      tls: { ca: null, fingerprint256: null, insecure: false },
    });
    expect(rmm?.apiKey?.reveal()).toBe("abc");
    expect(vba).toMatchObject({ name: "azure-prod", everyMs: 300_000, apiVersion: "v8.1", enabled: true });
    expect(vba?.password?.reveal()).toBe("from a file");
    expect(vbem).toMatchObject({
      url: "https://vbem.example.net:9398",
      username: "DOM\\svc",
      tls: { ca: cert },
    });
    expect(vbem?.password?.reveal()).toBe("0012${x}${NABLE_KEY}");
    expect(ueb).toMatchObject({ everyMs: 2000, spacingMs: 0, timeZone: "Europe/Paris", client: "aue" });
    expect(ueb?.password?.reveal()).toBe("1e5");
    expect(ueb?.tls.fingerprint256).toMatch(/^AB(:AB){31}$/);
    expect(JSON.stringify(config)).not.toContain("from a file");
  });

  it.each(["", "# nothing yet\n", "sources:\n", "server:\nstore: {}\nsources: []\n"])(
    "is a first run without sources: %j",
    (yaml) => {
      expect(load(yaml)).toMatchObject({
        server: { host: "127.0.0.1", port: 7400, timeZone: "Europe/Berlin", dayStartsAt: "12:00" },
        store: { url: "file:data/lastgood.db", retentionMs: 400 * 86_400_000 },
        sources: [],
        demo: false,
      });
    },
  );

  it("gives way to LASTGOOD_LISTEN and LASTGOOD_STORE_URL", () => {
    const env = { LASTGOOD_LISTEN: "localhost:0", LASTGOOD_STORE_URL: "file:other.db" };
    expect(load("", env)).toMatchObject({
      server: { host: "localhost", port: 0 },
      store: { url: "file:other.db" },
    });
  });

  it.each([
    ["wwweurope1.systemmonitor.eu.com", "https://wwweurope1.systemmonitor.eu.com"],
    ["https://www.systemmonitor.us/", "https://www.systemmonitor.us"],
    ["https://www.systemmonitor.us/api", "https://www.systemmonitor.us"],
    ["www.systemmonitor.us/api/", "https://www.systemmonitor.us"],
    ["rmm.example.net:8443/behind/api/", "https://rmm.example.net:8443/behind"],
    ["http://localhost:81", "http://localhost:81"],
  ])("takes the address %s", (url, expected) => {
    const config = load(`sources: [{ id: a, vendor: nable, url: "${url}", apiKey: k }]`);
    expect(config.sources[0]?.url).toBe(expected);
  });
});

describe("which file", () => {
  const surroundings = (env: Record<string, string> = {}) => ({ env, cwd, timeZoneOfMachine: "UTC" });

  it("is the demonstration only where none is named and none is found", () => {
    expect(loadConfig(surroundings())).toMatchObject({ demo: true, file: null, sources: [] });
    expect(complaintsOf(() => loadConfig(surroundings({ LASTGOOD_CONFIG: "gone.yaml" })))).toEqual([
      "gone.yaml, named by LASTGOOD_CONFIG, does not exist",
    ]);
    writeFileSync(join(cwd, "lastgood.yml"), "");
    expect(complaintsOf(() => loadConfig(surroundings()))).toEqual([
      "lastgood.yml is not read; rename it to lastgood.yaml",
    ]);
  });

  it("keeps the demonstration to its own store and to this machine", () => {
    const config = loadConfig(surroundings({ LASTGOOD_STORE_URL: "file:real.db" }));
    expect(config.store.url).toBe("file:data/demo.db");
    expect(config.warnings).toHaveLength(1);
    expect(complaintsOf(() => loadConfig(surroundings({ LASTGOOD_LISTEN: "0.0.0.0:7400" })))).toHaveLength(1);
  });
});

it.each([
  [
    "sources:\n  - id: a\n    passwort: x",
    "lastgood.yaml:3: sources[0].passwort is not a known key; did you mean password?",
  ],
  ["sorces: []", "lastgood.yaml:1: sorces is not a known key; did you mean sources?"],
  [
    "server:\n  flavour: x",
    "2: server.flavour is not a known key; known here: listen, allowOpen, timeZone, dayStartsAt",
  ],
  ["sources:\n\n  - { vendor: nable }", "3: sources[0].id is missing"],
  ["sources: [{ id: Big_One }]", 'sources[0].id is "Big_One"; use 1 to 40 of a-z, 0-9 and -'],
  [`sources:\n  - ${RMM} }\n  - ${RMM} }`, '3: sources[1].id is "rmm" a second time'],
  [
    "sources: [{ id: a, vendor: unitrend }]",
    'vendor is "unitrend", which Lastgood does not know; did you mean unitrends?',
  ],
  ["sources: [{ id: a, vendor: nable }]", "sources[0].url is missing"],
  ["sources: [{ id: a, vendor: nable, url: x }]", "sources[0].apiKey is missing; nable needs it"],
  [
    "sources: [{ id: a, vendor: unitrends, url: x, username: u }]",
    "sources[0].password is missing; unitrends needs it",
  ],
  [`sources: [${RMM}, username: u }]`, "sources[0].username is not used by nable; it takes apiKey"],
  [`sources: [${VBA}, spacing: 1s }]`, "sources[0].spacing is not used by veeam-azure"],
  [`sources: [${RMM}, apiVersion: v8 }]`, "sources[0].apiVersion is not used by nable"],
  [`sources: [${VBA}, apiVersion: "8" }]`, 'sources[0].apiVersion is "8"; write v8 or v8.1'],
  [`sources: [${RMM}, every: 89s }]`, "sources[0].every is 89s; the least for nable is 90s"],
  [
    `sources: [${RMM}, every: 15 min }]`,
    'sources[0].every is "15 min"; write a duration like 90s, 15m, 1h or 400d',
  ],
  [`sources: [${RMM}, enabled: yes }]`, 'sources[0].enabled is "yes"; write true or false'],
  [
    `sources: [${RMM}, timeZone: Berlin }]`,
    'sources[0].timeZone is "Berlin"; write a zone like Europe/Berlin',
  ],
  [
    "sources: [{ id: a, vendor: nable, url: http://rmm.example.net, apiKey: k }]",
    "sources[0].url is plain http",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: https://u:geheim@rmm.example.net, apiKey: k }]",
    "must not hold a user name or password",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: 'https://rmm/api/?apikey=geheim', apiKey: k }]",
    "must end before the ? or #",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: 'ftp://rmm', apiKey: k }]",
    "sources[0].url must begin with https://",
  ],
  ["sources: [{ id: a, vendor: nable, url: 'a b', apiKey: k }]", "sources[0].url is not an address"],
  [
    "sources: [{ id: a, vendor: nable, url: x, apiKey: '${NOPE}' }]",
    "sources[0].apiKey needs the variable NOPE, which is not set",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: x, apiKey: '${EMPTY}' }]",
    "sources[0].apiKey is empty; give it a value",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: x, apiKey: '${file:gone}' }]",
    "sources[0].apiKey names the file gone, which does not exist",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: x, apiKey: '${NOPE' }]",
    "sources[0].apiKey has a ${ without its }",
  ],
  [
    "sources: [{ id: a, vendor: nable, url: x, apiKey: 'a${}b' }]",
    "sources[0].apiKey has ${}, which names no variable",
  ],
  [
    `sources: [${VBA}, tls: { caFile: gone.pem } }]`,
    "sources[0].tls.caFile names gone.pem, which does not exist",
  ],
  [
    `sources: [${VBA}, tls: { caFile: lastgood.yaml } }]`,
    "sources[0].tls.caFile names lastgood.yaml, which holds no certificate",
  ],
  [
    `sources: [${VBA}, tls: { fingerprint256: "AA:BB" } }]`,
    "sources[0].tls.fingerprint256 must be the 32 bytes",
  ],
  [
    `sources: [${VBA}, tls: { insecure: true, fingerprint256: ${"ab".repeat(32)} } }]`,
    "sources[0].tls takes only one of",
  ],
  ["sources: { id: a }", "sources must be a list"],
  ["sources: [nable]", "sources[0] must be a group of keys"],
  ["server: { listen: 0.0.0.0:7400 }", "server.listen is 0.0.0.0:7400, which others can reach"],
  ["server: { listen: 7400 }", 'server.listen is "7400"; write a host and a port, like 127.0.0.1:7400'],
  ["server: { timeZone: Mars/One }", 'server.timeZone is "Mars/One"'],
  ["server: { dayStartsAt: '24:00' }", 'server.dayStartsAt is "24:00"; write a time of day like "12:00"'],
  ["store: { url: data.db }", "store.url must begin with file: or postgres://"],
  ["store: { retention: 12h }", 'store.retention is "12h"; write at least 1d'],
  ["clients: [{ name: A }]", "clients[0].id is missing"],
  ["clients: [{ id: a }, { id: a }]", 'clients[1].id is "a" a second time'],
  ["clients: [{ id: a, match: [{}] }]", "clients[0].match[0] would match everything"],
  [
    `sources: [${RMM} }]\nclients: [{ id: a, match: [{ source: rm }] }]`,
    '2: clients[0].match[0].source is "rm", which is no source; did you mean rmm?',
  ],
  ["expect: [{ device: x }]", "expect[0].every is missing; write a duration like 24h, or none"],
  [
    "expect: [{ source: a, every: none }]",
    'expect[0].source is "a", which is no source; there are no sources',
  ],
  ["server:\n\tlisten: x", "lastgood.yaml:2: this is not YAML"],
  ["sources:\n  - { id: a, apiKey: ${KEY} }", 'lastgood.yaml:2: between { and } write "${NAME}" in quotes'],
  ["sources: []\nsources: []", "lastgood.yaml:2: this is not YAML: Map keys must be unique"],
])("complains of %j", (yaml, complaint) => {
  const complaints = complaintsOf(() => load(yaml, { EMPTY: "" }));
  expect(complaints.join("\n")).toContain(complaint);
  expect(complaints.join("\n")).not.toContain("geheim");
  for (const line of complaints) expect(line).toMatch(/^lastgood\.yaml:\d+: /);
});

it("complains of everything at once, in the file's order, and of nothing twice", () => {
  const yaml = `server: { allowOpne: true }\nsources:\n  - ${RMM}, every: 1s }\n  - { id: vba }\nexpect: [{ every: often }]`;
  expect(complaintsOf(() => load(yaml)).map((line) => line.split(" ").slice(0, 4).join(" "))).toEqual([
    "lastgood.yaml:1: server.allowOpne is not",
    "lastgood.yaml:3: sources[0].every is 1s;",
    "lastgood.yaml:4: sources[1].vendor is missing;",
    "lastgood.yaml:4: sources[1].url is missing;",
    'lastgood.yaml:5: expect[0].every is "often";',
  ]);
});

it("complains of a store's address in the environment by the variable's name", () => {
  for (const url of ["mysql://u:geheim@db/x", "file:", "data.db"])
    expect(complaintsOf(() => load("", { LASTGOOD_STORE_URL: url }))).toEqual([
      "LASTGOOD_STORE_URL must begin with file: or postgres://, like file:data/lastgood.db",
    ]);
});

it("takes a source on plain http where that is allowed", () => {
  const yaml = "sources: [{ id: a, vendor: nable, url: http://rmm.example.net, apiKey: k, allowHttp: true }]";
  expect(load(yaml).sources[0]?.url).toBe("http://rmm.example.net");
  expect(load("server: { listen: 0.0.0.0:80, allowOpen: true }").server.allowOpen).toBe(true);
});

it("warns of what is allowed but risky, without repeating it", () => {
  const yaml = `sources:\n  - ${RMM} }\n  - ${VBA.replace("pw", "geheim")}, tls: { insecure: true } }`;
  expect(load(yaml).warnings).toEqual(["vba (vba): whose certificate it is is not checked (tls.insecure)"]);
  chmodSync(join(cwd, "lastgood.yaml"), 0o644);
  const { warnings } = loadConfig({ env: {}, cwd, timeZoneOfMachine: "UTC" });
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toContain("lastgood.yaml:2: sources[0].apiKey holds a credential in clear text");
  expect(warnings.join()).not.toContain("geheim");
});
