import type { Answer } from "./small-world.ts";

export interface NableRow {
  id: number | string;
  /** As the vendor writes times; default: none. */
  start?: string;
  end?: string;
  status?: string;
  type?: string;
  plugin?: string;
  more?: string;
}

export interface NableDeviceRow {
  id: number;
  name: string;
  /** Id and name; default the first client. */
  client?: [id: number, name: string];
  mob?: 0 | 1;
  rows: NableRow[];
}

/** An N-able account with these devices, as its API tells them. */
export function nableAccount(devices: readonly NableDeviceRow[]): Answer {
  return ({ query }) => {
    const service = query.get("service");
    if (service === "list_clients") return ok(`<items>${clients(devices).map(clientXml).join("")}</items>`);
    if (service === "list_devices_at_client") {
      const own = devices.filter((one) => String(clientOf(one)[0]) === query.get("clientid"));
      const isServer = query.get("devicetype") === "server";
      return ok(`<items>${isServer && own[0] ? devicesXml(clientOf(own[0]), own) : ""}</items>`);
    }
    const device = devices.find(({ id }) => String(id) === query.get("deviceid"));
    return device && ok(device.rows.length === 0 ? "<items/>" : device.rows.map(rowXml).join(""));
  };
}

/** `YYYY-MM-DD HH:MM:SS`, as the vendor writes UTC. */
export function nableTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

const clientOf = ({ client = [100, "Stadtwerke Aue"] }: NableDeviceRow): [number, string] => client;

function clients(devices: readonly NableDeviceRow[]): [number, string][] {
  return [...new Map(devices.map((one) => [clientOf(one)[0], clientOf(one)])).values()];
}

const ok = (inner: string) =>
  `<?xml version="1.0" encoding="ISO-8859-1"?><result status="OK" host="h">${inner}</result>`;

const clientXml = ([id, name]: [number, string]) =>
  `<client><name>${name}</name><clientid>${id}</clientid><device_count>1</device_count></client>`;

function devicesXml([id, name]: [number, string], devices: readonly NableDeviceRow[]): string {
  const own = devices.map(
    (one) => `<server><id>${one.id}</id><name>${one.name}</name><mob>${one.mob ?? 1}</mob></server>`,
  );
  return `<client><id>${id}</id><name>${name}</name><site><id>7</id><name>Main</name>${own.join("")}</site></client>`;
}

function rowXml({ id, start = "", end = "", status, type, plugin, more = "" }: NableRow): string {
  return (
    `<session><session_id>${id}</session_id><type>${type ?? "BACKUP"}</type><plugin>${plugin ?? "FileSystem"}</plugin>` +
    `<start>${start}</start><end>${end}</end><status>${status ?? "COMPLETED"}</status>${more}</session>`
  );
}
