import { type Context, Hono } from "hono";
import type { Device } from "../world/model.ts";
import type { World } from "../world/world.ts";
import {
  clientXml,
  devicesAtClientXml,
  deviceXml,
  failingCheckXml,
  selectionXml,
  sessionXml,
  siteXml,
} from "./rows.ts";

type Answer = { rows: string[]; inItems: boolean } | { code: number | null; message: string };
type Parameters = (name: string) => string | undefined;

export interface NableOptions {
  /** Clients of the group that the key is limited to; default all. The others are left out of lists, without a word. */
  seesClients?: readonly number[];
  /** Whether replies tell no status, errors no code, and the root a time that is none, as some real ones do; default false. */
  bare?: boolean;
}

/** The data extraction API: everything by `GET /api/`, errors with HTTP 200, ISO-8859-1. */
export function createNableApp(
  world: World,
  { apiKey, seesClients, bare = false }: { apiKey: string } & NableOptions,
): Hono {
  const app = new Hono();
  const { devices, ...plan } = world.plan("nable");
  const clients = plan.clients.filter(({ id }) => seesClients?.includes(id) ?? true);
  const devicesOf = (clientId: number) => devices.filter((device) => device.client.id === clientId);
  const byId = new Map(devices.map((device) => [device.id, device]));

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
      const device = byId.get(Number(id));
      return device ? { rows: sessionsOf(device), inItems: false } : invalid("deviceid");
    },
    "mob/mob_list_selection_size": (of) => {
      const needed = ["clientid", "siteid", "deviceid", "year", "month"].find(
        (name) => of(name) === undefined,
      );
      if (needed !== undefined) return missing(needed);
      const device = byId.get(Number(of("deviceid")));
      return device
        ? { rows: [selectionXml(device, endedRuns(device))], inItems: false }
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
    return endedRuns(device).findLast((jobRun) => jobRun.job.kind === "backup")?.status === "failed";
  }

  function reply(c: Context, answer: Answer): Response {
    const told = new Date(world.now()).toISOString().slice(0, 19);
    const created = bare ? told.replace("T", "T08T") : `${told}+00:00`;
    const status = bare ? "" : ` status="${"rows" in answer ? "OK" : "FAIL"}"`;
    const text = `<?xml version="1.0" encoding="ISO-8859-1"?>\n<result created="${created}" host="rmm.example.net"${status}>${inner(answer, bare)}</result>\n`;
    return c.body(windows1252(text), 200, { "Content-Type": "application/xml" });
  }

  app.get("/api/", (c) => {
    if (c.req.query("apikey") !== apiKey) return reply(c, { code: 3, message: "Login failed" });
    const service = c.req.query("service") ?? "";
    if (!Object.hasOwn(services, service)) {
      return reply(c, { code: null, message: `Service unknown: ${service}` });
    }
    if (c.req.query("describe") === "true") {
      // What the real service answers here is not well-formed either.
      return c.body("<result><service>description<br><example></result>", 200, {
        "Content-Type": "application/xml",
      });
    }
    return reply(c, services[service]?.((name) => c.req.query(name)) ?? missing("service"));
  });
  return app;
}

function items(rows: string[]): Answer {
  return { rows, inItems: true };
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

function inner(answer: Answer, bare: boolean): string {
  if (!("rows" in answer)) {
    const code = answer.code === null || bare ? "" : `<errorcode>${answer.code}</errorcode>`;
    return `<error>${code}<message>${answer.message.replaceAll(/[<&]/g, "")}</message></error>`;
  }
  if (answer.rows.length === 0) return "<items/>";
  return answer.inItems ? `<items>${answer.rows.join("")}</items>` : answer.rows.join("");
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
