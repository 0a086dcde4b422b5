import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isTimeZone } from "@lastgood/normalize";
import { isAlias, isNode, LineCounter, type Node, parseDocument } from "yaml";
import { isLoopback, parseListen } from "./config/addresses.ts";
import { type Mapping, type Place, readMapping, type Tools } from "./config/mapping.ts";
import { createReferences, whyUnread } from "./config/references.ts";
import { readClients, readExpect } from "./config/rules.ts";
import { readSource, SOURCE_KEYS } from "./config/sources.ts";
import type { Config, SourceConfig } from "./config-types.ts";
import { parseDuration } from "./duration-text.ts";

const DAY_MS = 86_400_000;
const DEFAULTS = {
  listen: "127.0.0.1:7400",
  dayStartsAt: "12:00",
  store: "file:data/lastgood.db",
  retention: "400d",
};

/** The configuration cannot be used; the message has a line for each complaint: file, line, what is wrong, the remedy. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(complaints.join("\n"));
    this.complaints = complaints;
  }
}

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  timeZoneOfMachine: string;
}

/** A checked configuration, and every file it was read from (secrets and certificates too), absolute. */
export type LoadedConfig = Config & { files: string[] };

/** Reads the file that LASTGOOD_CONFIG names, else `lastgood.yaml` in `cwd`, else gives the demonstration. Throws ConfigError. */
export function loadConfig({ env, cwd, timeZoneOfMachine }: Surroundings): LoadedConfig {
  const named = env.LASTGOOD_CONFIG || null;
  const file = resolve(cwd, named ?? "lastgood.yaml");
  if (named === null && !existsSync(file)) {
    if (existsSync(join(cwd, "lastgood.yml")))
      throw new ConfigError(["lastgood.yml is not read; rename it to lastgood.yaml"]);
    return demonstration(env, timeZoneOfMachine);
  }
  const shown = relative(cwd, file).startsWith("..") ? file : relative(cwd, file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const by = named === null ? "" : ", named by LASTGOOD_CONFIG,";
    throw new ConfigError([`${shown}${by} ${whyUnread(error)}`]);
  }

  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number) => `${shown}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0)
    throw new ConfigError([
      ...new Set(
        document.errors.map(({ pos: [at], message }) => {
          const line = text.split("\n")[lines.linePos(at).line - 1] ?? "";
          return `${lineOf(at)}: ${yamlWords(message, line)}`;
        }),
      ),
    ]);

  const complaints: { at: number; line: string }[] = [];
  const references = createReferences(env, dirname(file));
  const tools: Tools = {
    references,
    resolve: (node): Node | null => {
      const target = isAlias(node) ? node.resolve(document) : node;
      return isNode(target) ? target : null;
    },
    complain({ path, node }: Place, words) {
      const at = node?.range?.[0] ?? 0;
      complaints.push({ at, line: `${lineOf(at)}: ${path === "" ? "the file" : path} ${words}` });
    },
  };
  const root = readMapping(
    { path: "", node: tools.resolve(document.contents) },
    ["server", "store", "sources", "clients", "expect"],
    tools,
  );
  if (root === null) throw new ConfigError(complaints.map(({ line }) => line));

  const files = new Set([file]);
  const warnings: string[] = [];
  const clear: { place: Place; what: string }[] = [];
  const complainOfEnvironment = (words: string) => complaints.push({ at: -1, line: words });
  const server = readServer(root, env, timeZoneOfMachine, complainOfEnvironment);
  const store = readStore(root, env, clear, complainOfEnvironment);
  const sourceIds: string[] = [];
  const sources = readSources(root, dirname(file), { files, clear, sourceIds }, tools);
  const clients = readClients(root, sourceIds, tools);
  const expect = readExpect(root, sourceIds, tools);

  if (complaints.length > 0)
    throw new ConfigError([...new Set(complaints.sort((a, b) => a.at - b.at).map(({ line }) => line))]);
  if (clear.length > 0 && (statSync(file).mode & 0o044) !== 0)
    for (const { place, what } of clear)
      warnings.push(
        `${lineOf(place.node?.range?.[0] ?? 0)}: ${place.path} holds ${what} in clear text, and others on this machine can read the file: use \${NAME} or \${file:path}, or take their rights away (chmod 600)`,
      );
  for (const source of sources)
    if (source.tls.insecure)
      warnings.push(`${source.name} (${source.id}): whose certificate it is is not checked (tls.insecure)`);
  for (const read of references.files()) files.add(read);
  return { server, store, sources, clients, expect, demo: false, file, warnings, files: [...files] };
}

function demonstration(env: Surroundings["env"], timeZoneOfMachine: string): LoadedConfig {
  const listen = parseListen(env.LASTGOOD_LISTEN || DEFAULTS.listen);
  if (listen === null) throw new ConfigError([listenWords("LASTGOOD_LISTEN", env.LASTGOOD_LISTEN ?? "")]);
  if (!isLoopback(listen.host))
    throw new ConfigError([
      "LASTGOOD_LISTEN is not loopback; that needs a lastgood.yaml with server.allowOpen: true",
    ]);
  return {
    server: { ...listen, allowOpen: false, timeZone: timeZoneOfMachine, dayStartsAt: DEFAULTS.dayStartsAt },
    store: { url: "file:data/demo.db", retentionMs: parseDuration(DEFAULTS.retention) },
    sources: [],
    clients: [],
    expect: [],
    demo: true,
    file: null,
    // Invented data must not get into a store that was meant for real data.
    warnings: env.LASTGOOD_STORE_URL
      ? ["the demonstration keeps to its own store: LASTGOOD_STORE_URL is not used"]
      : [],
    files: [],
  };
}

function readServer(
  root: Mapping,
  env: Surroundings["env"],
  timeZoneOfMachine: string,
  complain: (words: string) => void,
): Config["server"] {
  const server = root.mapping("server", ["listen", "allowOpen", "timeZone", "dayStartsAt"]);
  const written = server?.text("listen");
  const given = env.LASTGOOD_LISTEN || (written ?? DEFAULTS.listen);
  const listen = parseListen(given);
  const say = (words: string) =>
    env.LASTGOOD_LISTEN ? complain(`LASTGOOD_LISTEN ${words}`) : server?.complain("listen", words);
  if (listen === null) say(listenWords("", given));
  const allowOpen = server?.boolean("allowOpen") ?? false;
  if (listen !== null && !isLoopback(listen.host) && !allowOpen)
    say(
      `is ${given}, which others can reach, and there are no logins yet; listen on 127.0.0.1 or add allowOpen: true to server`,
    );
  const timeZone = server?.text("timeZone") ?? timeZoneOfMachine;
  if (!isTimeZone(timeZone))
    server?.complain("timeZone", `is "${timeZone}"; write a zone like Europe/Berlin`);
  const dayStartsAt = server?.text("dayStartsAt") ?? DEFAULTS.dayStartsAt;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(dayStartsAt))
    server?.complain("dayStartsAt", `is "${dayStartsAt}"; write a time of day like "12:00"`);
  return { host: listen?.host ?? "", port: listen?.port ?? 0, allowOpen, timeZone, dayStartsAt };
}

function listenWords(name: string, given: string): string {
  return `${name} is "${given}"; write a host and a port, like ${DEFAULTS.listen}`.trim();
}

const STORE_URL = /^(file:.+|postgres(ql)?:\/\/.+)$/;

function readStore(
  root: Mapping,
  env: Surroundings["env"],
  clear: { place: Place; what: string }[],
  complain: (words: string) => void,
): Config["store"] {
  const store = root.mapping("store", ["url", "retention"]);
  const written = store?.text("url") ?? DEFAULTS.store;
  const given = env.LASTGOOD_STORE_URL;
  const words = "must begin with file: or postgres://, like file:data/lastgood.db";
  if (!STORE_URL.test(written)) store?.complain("url", words);
  if (given && !STORE_URL.test(given)) complain(`LASTGOOD_STORE_URL ${words}`);
  const hasPassword = /^postgres(ql)?:\/\/([^/@]*:[^/@]+@|.*[?&]password=.)/.test(written);
  if (hasPassword && store?.isClear("url")) clear.push({ place: store.at("url"), what: "a password" });
  const retention = store?.text("retention") ?? DEFAULTS.retention;
  const retentionMs = retention === "forever" ? null : parseDuration(retention);
  if (retention !== "forever" && (retentionMs ?? 0) < DAY_MS)
    store?.complain("retention", `is "${retention}"; write at least 1d, like 400d, or forever`);
  return { url: given || written, retentionMs };
}

function readSources(
  root: Mapping,
  folder: string,
  found: { files: Set<string>; clear: { place: Place; what: string }[]; sourceIds: string[] },
  tools: Tools,
): SourceConfig[] {
  return root.list("sources").flatMap((place) => {
    const entry = readMapping(place, SOURCE_KEYS, tools);
    if (entry === null) return [];
    const id = entry.text("id");
    if (id && found.sourceIds.includes(id))
      entry.complain("id", `is "${id}" a second time; every source needs an id of its own`);
    if (id) found.sourceIds.push(id);
    for (const key of ["apiKey", "password"])
      if (entry.has(key) && entry.isClear(key))
        found.clear.push({ place: entry.at(key), what: "a credential" });
    return readSource(entry, folder, found.files) ?? [];
  });
}

/** The parser's words on one line, or the remedy where the line shows what was meant. */
function yamlWords(message: string, line: string): string {
  if (/\{.*[:,[]\s*\$\{/.test(line)) return 'between { and } write "${NAME}" in quotes';
  return `this is not YAML: ${message.split("\n")[0]}`;
}
