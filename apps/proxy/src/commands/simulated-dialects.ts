import type { Vendor } from "@lastgood/normalize";
import type { SimulatorOptions, WorldOptions } from "@lastgood/simulators";
import { parseDuration } from "../duration-text.ts";

/** What the options of a command line come to; those of other vendors stay empty. */
export type Settings = Required<
  Pick<SimulatorOptions, "nable" | "azure" | "enterpriseManager" | "unitrends">
> &
  Pick<SimulatorOptions, "timeZone"> & { world: Partial<WorldOptions> };

export interface Dialect {
  /** A value's form, for the help. */
  form: string;
  /** The same in words, for errors. */
  values: string;
  does: string;
  /** False where the text is no value of it. */
  apply(settings: Settings, text: string): boolean;
}

const YES_NO = { yes: true, no: false };
const VERSION = /^v\d{1,2}(\.\d)?$/;

const TIME_ZONE: Dialect = {
  form: "ZONE",
  values: "a zone such as America/New_York",
  does: "where its local times hang (default: Europe/Berlin); the printed source says so too",
  apply(settings, text) {
    try {
      settings.timeZone = new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone;
      return true;
    } catch {
      return false;
    }
  },
};

/** What each vendor's installations do unlike each other, by the names of `--option`. */
export const DIALECTS: Record<Vendor, Readonly<Record<string, Dialect>>> = {
  nable: {
    "sessions-in": oneOf(
      "what sessions stand in (default: result)",
      { result: "result", mob_sessions: "mob_sessions", items: "items" } as const,
      ({ nable }, value) => (nable.sessionsIn = value),
    ),
    encoding: oneOf(
      "what bytes and prolog are in (default: iso-8859-1)",
      { "iso-8859-1": "ISO-8859-1", "utf-8": "UTF-8" } as const,
      ({ nable }, value) => (nable.encoding = value),
    ),
    created: oneOf(
      "how result tells when it was made: malformed has its day twice (default: usual)",
      { usual: "usual", malformed: "malformed", absent: "absent" } as const,
      ({ nable }, value) => (nable.created = value),
    ),
    status: oneOf(
      "whether result has its status (default: yes)",
      YES_NO,
      ({ nable }, value) => (nable.hasStatus = value),
    ),
    spacing: duration(
      "429 and Retry-After for what comes sooner after the last call (default: 0s)",
      ({ nable }, ms) => (nable.spacingMs = ms),
    ),
    client: number(
      "the one client that the key may see, from 100 on (default: all)",
      ({ nable }, id) => (nable.seesClients = [id]),
    ),
    "unknown-word": oneOf(
      "whether one old session has a status that no page lists (default: no)",
      YES_NO,
      ({ world }, value) => (world.unknownWord = value),
    ),
  },
  "veeam-azure": {
    versions: {
      form: "LIST",
      values: "a list such as v8.1,v8 or v1",
      does: "what is served (default: v8.1,v8,v7,v6); v1 alone has decimal ids and an export of everything",
      apply({ azure }, text) {
        azure.versions = text.split(",");
        return azure.versions.every((version) => VERSION.test(version));
      },
    },
    ids: oneOf(
      "of sessions, in all versions but v1, whose are decimal (default: uuid)",
      { uuid: false, decimal: true },
      ({ azure }, value) => (azure.decimalIds = value),
    ),
    "token-lifetime": duration(
      "of an access token (default: 1h); 5s ends within most polls",
      ({ azure }, ms) => (azure.tokenLifetimeSeconds = ms / 1000),
    ),
    "second-factor": oneOf(
      "whether the user has one: logging on gives 200 and no token (default: no)",
      YES_NO,
      ({ azure }, value) => (azure.mfa = value),
    ),
    licence: oneOf(
      "open: every call is refused with 403 until it is accepted (default: accepted)",
      { accepted: false, open: true },
      ({ azure }, value) => (azure.needsLicenceAccepted = value),
    ),
    "page-cap": number(
      "the most rows of a page, whatever is asked for (default: any)",
      ({ azure }, rows) => (azure.pageCap = rows),
    ),
  },
  "veeam-enterprise-manager": {
    version: oneOf(
      "13 has camelCase keys and microseconds (default: 12)",
      { 12: 12, 13: 13 } as const,
      ({ enterpriseManager }, value) => (enterpriseManager.version = value),
    ),
    "query-service": oneOf(
      "or what status refuses it: then nothing older than 30 days is told (default: served)",
      { served: true, 403: 403, 404: 404, 501: 501 } as const,
      ({ enterpriseManager }, value) => (enterpriseManager.queryService = value),
    ),
    entities: oneOf(
      "one-by-one: lists have references; none: nothing has more, and no query is served (default: listed)",
      { listed: {}, "one-by-one": { listsEntities: false }, none: { tellsEntities: false } },
      ({ enterpriseManager }, value) => Object.assign(enterpriseManager, value),
    ),
    answers: oneOf(
      "xml: also where JSON is asked for (default: json)",
      { json: true, xml: false },
      ({ enterpriseManager }, value) => (enterpriseManager.givesJson = value),
    ),
    keys: oneOf(
      "of JSON (default: by version)",
      { pascal: false, camel: true },
      ({ enterpriseManager }, value) => (enterpriseManager.camelCase = value),
    ),
    "byte-order-mark": oneOf(
      "whether JSON begins with one (default: yes)",
      YES_NO,
      ({ enterpriseManager }, value) => (enterpriseManager.hasByteOrderMark = value),
    ),
    "link-host": {
      form: "URL",
      values: "a scheme and a host, such as http://vbem.example.net:9399",
      does: "what every Href names (default: http://vbem-internal.local:9399)",
      apply({ enterpriseManager }, text) {
        enterpriseManager.linkHost = text;
        return URL.canParse(text) && new URL(text).origin === text;
      },
    },
    "page-cap": number(
      "the most rows of a query's page, whatever is asked for (default: any)",
      ({ enterpriseManager }, rows) => (enterpriseManager.pageCap = rows),
    ),
    "collected-ago": duration(
      "the age of its last collection, and of all that it tells (default: 0s)",
      ({ enterpriseManager }, ms) => (enterpriseManager.collectedAgoMs = ms),
    ),
    "logon-idle": duration(
      "after which a logon ends (default: 15m)",
      ({ enterpriseManager }, ms) => (enterpriseManager.idleMs = ms),
    ),
    "time-zone": TIME_ZONE,
  },
  unitrends: {
    dialect: oneOf(
      "of newer appliances, or the documentation's (default: 10)",
      { 10: "10", 2015: "2015" } as const,
      ({ unitrends }, value) => (unitrends.dialect = value),
    ),
    systems: number(
      "how many it manages, whose ids collide (default: 1)",
      ({ world }, count) => (world.unitrendsSystems = count),
    ),
    "job-history": oneOf(
      "cut: its newest 1000 rows; none: 404, and no job is named (default: whole)",
      { whole: {}, cut: { limitedHistory: true }, none: { hasJobHistory: false } },
      ({ unitrends }, value) => Object.assign(unitrends, value),
    ),
    "longest-window": duration(
      "500 for windows that are longer (default: any is answered)",
      ({ unitrends }, ms) => (unitrends.longestWindowHours = ms / 3_600_000),
    ),
    "token-idle": duration(
      "after which a token ends, told by the message of a 500 alone (default: 1h)",
      ({ unitrends }, ms) => (unitrends.timeoutSeconds = ms / 1000),
    ),
    "time-zone": TIME_ZONE,
  },
};

function oneOf<T>(
  does: string,
  words: Readonly<Record<string, T>>,
  set: (settings: Settings, value: T) => void,
): Dialect {
  return {
    form: Object.keys(words).join("|"),
    values: `one of ${Object.keys(words).join(", ")}`,
    does,
    apply(settings, text) {
      if (!Object.hasOwn(words, text)) return false;
      set(settings, words[text] as T);
      return true;
    },
  };
}

function number(does: string, set: (settings: Settings, value: number) => void): Dialect {
  return {
    form: "N",
    values: "a whole number from 1 on",
    does,
    apply(settings, text) {
      if (!/^[1-9]\d{0,5}$/.test(text)) return false;
      set(settings, Number(text));
      return true;
    },
  };
}

function duration(does: string, set: (settings: Settings, ms: number) => void): Dialect {
  return {
    form: "90s",
    values: "a duration such as 90s, 15m or 2h",
    does,
    apply(settings, text) {
      const ms = parseDuration(text);
      if (ms === null) return false;
      set(settings, ms);
      return true;
    },
  };
}
