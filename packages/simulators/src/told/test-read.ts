import type { Session } from "@lastgood/normalize";
import { createSimulator, NABLE_KEY, type Simulator, type SimulatorOptions } from "../simulator.ts";
import { createWorld } from "../world/world.ts";

export const START = Date.UTC(2026, 10, 20, 7, 30);
/** In Berlin, where the appliance tells its local time. */
const WINTER_OFFSET_MS = 3_600_000;
const DEVICES = { nable: 10, azure: 6, enterpriseManager: 7, unitrends: 12 };

export function simulate(vendor: Simulator["vendor"], options: SimulatorOptions = {}) {
  const clock = { now: START };
  const world = createWorld({ now: () => clock.now, days: 6, devices: DEVICES });
  return { clock, simulator: createSimulator(vendor, world, options) };
}

/** One row as the API tells it. */
export interface Row {
  id: string;
  at: string;
  word: string;
  device: string | null;
}

/** Every row of the vendor's main list, in its order; from a start on where the vendor has such a filter. */
export function readRows(simulator: Simulator, from = 0): Promise<Row[]> {
  return READERS[simulator.vendor](simulator, from);
}

/** The ids that a complete read of the main list comes to: children and the source's name left away. */
export function idsOf(sessions: readonly Session[], vendor: Simulator["vendor"]): string[] {
  const wanted = sessions.filter(({ parentId }) => vendor !== "veeam-azure" || parentId === null);
  return wanted.map(({ id }) => id.slice(id.indexOf(":") + 1)).sort();
}

const READERS: Record<Simulator["vendor"], (simulator: Simulator, from: number) => Promise<Row[]>> = {
  async nable({ app }) {
    const ask = async (query: string) => {
      const reply = await app.request(`/api/?apikey=${NABLE_KEY}&service=${query}`);
      return Buffer.from(await reply.arrayBuffer()).toString("latin1");
    };
    const rows: Row[] = [];
    for (const [client] of found(await ask("list_clients"), /<clientid>(\d+)/g))
      for (const type of ["server", "workstation"]) {
        const list = await ask(`list_devices_at_client&clientid=${client}&devicetype=${type}`);
        const devices = found(list, /<id>(\d+)<\/id><name><!\[CDATA\[([^\]]*)\]\]><\/name><status>1/g);
        for (const [device = "", name = ""] of devices) {
          const history = await ask(`list_mob_sessions&deviceid=${device}`);
          const told = found(history, /<session_id>(\d+)<.*?<start>(.*?)<.*?<status>(.*?)</g);
          for (const [id, start = "", word = ""] of told)
            rows.push({ id: `${device}:${id}`, at: `${start.replace(" ", "T")}.000Z`, word, device: name });
        }
      }
    return rows;
  },
  async "veeam-azure"({ app, credentials }, from) {
    const body = new URLSearchParams({ grant_type: "Password", ...(credentials as Record<string, string>) });
    const { access_token } = (await (
      await app.request("/api/oauth2/token", { method: "POST", body })
    ).json()) as { access_token: string };
    const headers = { Authorization: `Bearer ${access_token}` };
    const isoText = new Date(from).toISOString();
    for (const version of ["v8", "v1"]) {
      const reply = await app.request(`/api/${version}/jobSessions?Limit=-1&limit=-1&FromUtc=${isoText}`, {
        headers,
      });
      if (reply.status !== 200) continue;
      const { results } = (await reply.json()) as { results: Record<string, string>[] };
      return results.map(({ id = "", executionStartTime = "", status = "" }) => ({
        id,
        at: new Date(executionStartTime).toISOString(),
        word: status,
        device: null,
      }));
    }
    throw new Error("no version is served");
  },
  async "veeam-enterprise-manager"({ app, credentials }, from) {
    const { username, password } = credentials as { username: string; password: string };
    const logOn = await app.request("/api/sessionMngr/?v=latest", {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${username}:${password}`)}`, "Content-Length": "0" },
    });
    const headers = {
      "X-RestSvcSessionId": logOn.headers.get("X-RestSvcSessionId") ?? "",
      Accept: "application/json",
    };
    const filter = encodeURIComponent(`CreationTime>="${new Date(from).toISOString()}"`);
    const query = `/api/query?type=BackupJobSession&format=Entities&pageSize=100000&filter=${filter}`;
    const { Entities } = (await (await app.request(query, { headers })).json()) as {
      Entities: { BackupJobSessions: { BackupJobSessions: Record<string, string>[] } };
    };
    return Entities.BackupJobSessions.BackupJobSessions.map((row) => ({
      id: row.UID?.split(":").at(-1) ?? "",
      at: new Date(row.CreationTimeUTC ?? "").toISOString(),
      word: row.Result ?? "",
      device: / - ([^ ]+)@/.exec(row.Name ?? "")?.[1] ?? null,
    }));
  },
  async unitrends({ app, credentials }, from) {
    const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
      (await app.request(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
    const { auth_token } = (await post("/api/login", credentials)) as { auth_token: string };
    const reply = (await post(
      "/api/backups?sid=1",
      { start_time: from / 1000 },
      { AuthToken: auth_token },
    )) as { data: Record<string, string>[] } | [];
    return (Array.isArray(reply) ? [] : reply.data).map((row) => ({
      id: `1:${row.id}`,
      at: new Date(Date.parse(`${row.start_time} UTC`) - WINTER_OFFSET_MS).toISOString(),
      word: row.status ?? "",
      device: row.asset_name ?? null,
    }));
  },
};

function found(text: string, pattern: RegExp): string[][] {
  return Array.from(text.matchAll(pattern), ([, ...groups]) => groups);
}
