import { type Context, Hono } from "hono";
import type { ToldVendor } from "../told/told-vendor.ts";
import type { Device } from "../world/model.ts";
import {
  clientXml,
  devicesAtClientXml,
  deviceXml,
  failingCheckXml,
  selectionXml,
  sessionXml,
  siteXml,
} from "./rows.ts";

type Answer = { rows: string[]; within: string } | { code: number | null; message: string };
type Parameters = (name: string) => string | undefined;

export interface NableOptions {
  /** What a device's sessions stand in, under `result`; default nothing. */
  sessionsIn?: "result" | "mob_sessions" | "items";
  /** Default ISO-8859-1, as the real service has it. */
  encoding?: "ISO-8859-1" | "UTF-8";
  /** The attributes of `result`: when it was made, and whether all went well; default both, as they should be. */
  created?: "usual" | "malformed" | "absent";
  hasStatus?: boolean;
  /** Least time between two calls: what comes sooner is refused with 429 and Retry-After. Default none. */
  spacingMs?: number;
  /** Whether errors tell their code; default true. */
  hasErrorCodes?: boolean;
  /** Clients of the group that the key is limited to; default all. The others are left out of lists, without a word. */
  seesClients?: readonly number[];
}

/** The data extraction API: everything by `GET /api/`, errors with HTTP 200. */
export function createNableApp(
  world: ToldVendor,
  { apiKey, ...options }: NableOptions & { apiKey: string },
): Hono {
  const { sessionsIn = "result", spacingMs = 0 } = options;
  const app = new Hono();
  let nextAt = Number.NEGATIVE_INFINITY;
  const clients = world.plan("nable").clients.filter(({ id }) => options.seesClients?.includes(id) ?? true);
  const devicesOf = (clientId: number) => world.listed().filter((device) => device.client.id === clientId);

  const services: Record<string, (of: Parameters) => Answer> = {
    list_clients: () => items(clients.map((client) => clientXml(client, devicesOf(client.id)))),
    list_sites: (of) =>
      withOne(
        of,
        "clientid",
        clients,
        (client) => client.id,
        (client) => items([siteXml(client)]),
      ),
    list_servers: (of) => devicesAtSite(of, (device) => device.kind === "server"),
    list_workstations: (of) => devicesAtSite(of, (device) => device.kind !== "server"),
    list_devices_at_client: (of) =>
      withOne(
        of,
        "clientid",
        clients,
        (client) => client.id,
        (client) => {
          const type = of("devicetype");
          if (type === undefined) return missing("devicetype");
          if (type !== "server" && type !== "workstation") return invalid("devicetype");
          const wanted = devicesOf(client.id).filter((device) => device.kind === type);
          return items(wanted.length ? [devicesAtClientXml(client, wanted, type)] : []);
        },
      ),
    list_mob_sessions: (of) => {
      const id = of("deviceid");
      if (id === undefined) return missing("deviceid");
      const device = world.plan("nable").devices.find((one) => one.id === Number(id));
      if (!device || !clients.includes(device.client)) return invalid("deviceid");
      return { rows: sessionsOf(device), within: sessionsIn };
    },
    "mob/mob_list_selection_size": (of) => {
      const needed = ["clientid", "siteid", "deviceid", "year", "month"].find(
        (name) => of(name) === undefined,
      );
      if (needed !== undefined) return missing(needed);
      const device = world.plan("nable").devices.find((one) => one.id === Number(of("deviceid")));
      return device
        ? { rows: [selectionXml(device, endedRuns(device))], within: "result" }
        : invalid("deviceid");
    },
    list_failing_checks: () => {
      const failing = clients.flatMap((client) => {
        const wanted = devicesOf(client.id).filter(lastFailed);
        return wanted.length ? [failingCheckXml(client, wanted)] : [];
      });
      return items(failing);
    },
  };

  function devicesAtSite(of: Parameters, isMeant: (device: Device) => boolean): Answer {
    return withOne(
      of,
      "siteid",
      clients,
      (client) => client.site.id,
      (client) => items(devicesOf(client.id).filter(isMeant).map(deviceXml)),
    );
  }

  /** Rows appear when their whole batch has ended; plugin by plugin, so never in order of time. */
  function sessionsOf(device: Device): string[] {
    const runs = endedRuns(device).flatMap((jobRun) => jobRun.runs.map((run) => ({ jobRun, run })));
    const plugins = [...new Set(runs.map(({ run }) => run.item.workload))];
    return plugins.flatMap((plugin) =>
      runs
        .filter(({ run }) => run.item.workload === plugin)
        .map(({ jobRun, run }) => sessionXml(jobRun, run)),
    );
  }

  function endedRuns(device: Device) {
    return world.jobRunsOf(device).filter((jobRun) => jobRun.endedAt <= world.now());
  }

  function lastFailed(device: Device): boolean {
    const backups = endedRuns(device).filter((jobRun) => jobRun.job.kind === "backup");
    return backups.sort((a, b) => a.startedAt - b.startedAt).at(-1)?.status === "failed";
  }

  app.get("/api/", (c) => {
    const waitMs = nextAt - world.now();
    if (waitMs > 0)
      return c.text("Too many requests", 429, { "Retry-After": String(Math.ceil(waitMs / 1000)) });
    nextAt = world.now() + spacingMs;
    const say = (answer: Answer) => reply(c, world.now(), answer, options);
    if (c.req.query("apikey") !== apiKey) return say({ code: 3, message: "Login failed" });
    const service = c.req.query("service") ?? "";
    if (!Object.hasOwn(services, service)) {
      return say({ code: null, message: `Service unknown: ${service}` });
    }
    if (c.req.query("describe") === "true") {
      // What the real service answers here is not well-formed either.
      return c.body("<result><service>description<br><example></result>", 200, {
        "Content-Type": "application/xml",
      });
    }
    return say(services[service]?.((name) => c.req.query(name)) ?? missing("service"));
  });
  return app;
}

function items(rows: string[]): Answer {
  return { rows, within: "items" };
}

function withOne<T>(
  of: Parameters,
  name: string,
  all: readonly T[],
  idOf: (one: T) => number,
  answer: (one: T) => Answer,
): Answer {
  const id = of(name);
  if (id === undefined) return missing(name);
  const one = all.find((candidate) => String(idOf(candidate)) === id);
  return one ? answer(one) : invalid(name);
}

const missing = (name: string): Answer => ({ code: 5, message: `Missing parameter: ${name}` });
const invalid = (name: string): Answer => ({ code: 4, message: `Invalid value for parameter: ${name}` });

function reply(c: Context, now: number, answer: Answer, options: NableOptions): Response {
  const { encoding = "ISO-8859-1", created = "usual", hasStatus = true } = options;
  const [day, clock] = new Date(now).toISOString().slice(0, 19).split("T");
  const attributes = {
    created: {
      usual: `${day}T${clock}+00:00`,
      malformed: `${day}T${day?.slice(8)}T${clock}+00:00`,
      absent: null,
    }[created],
    host: "rmm.example.net",
    status: hasStatus ? ("rows" in answer ? "OK" : "FAIL") : null,
  };
  const head = Object.entries(attributes).map(([name, value]) =>
    value === null ? "" : ` ${name}="${value}"`,
  );
  const text = `<?xml version="1.0" encoding="${encoding}"?>\n<result${head.join("")}>${inner(answer, options.hasErrorCodes ?? true)}</result>\n`;
  const bytes = encoding === "UTF-8" ? new TextEncoder().encode(text) : windows1252(text);
  return c.body(bytes, 200, { "Content-Type": "application/xml" });
}

function inner(answer: Answer, hasErrorCodes: boolean): string {
  if (!("rows" in answer)) {
    const code = answer.code === null || !hasErrorCodes ? "" : `<errorcode>${answer.code}</errorcode>`;
    return `<error>${code}<message>${answer.message.replaceAll(/[<&]/g, "")}</message></error>`;
  }
  if (answer.rows.length === 0) return "<items/>";
  const rows = answer.rows.join("");
  return answer.within === "result" ? rows : `<${answer.within}>${rows}</${answer.within}>`;
}

/** What stands from 0x80 to 0x9F, where ISO-8859-1 has nothing to be read. */
const BEYOND_LATIN = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Replies say ISO-8859-1 and are this. */
function windows1252(text: string): Uint8Array<ArrayBuffer> {
  const latin = text.replaceAll(/[^\0-\xff]/g, (letter) => {
    const place = BEYOND_LATIN.indexOf(letter);
    return place === -1 ? "?" : String.fromCharCode(0x80 + place);
  });
  return new Uint8Array(Buffer.from(latin, "latin1"));
}
