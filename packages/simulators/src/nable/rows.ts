import type { Client, Device, JobRun, Run } from "../world/model.ts";
import { endOfRun, wordOf } from "./facts.ts";

export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

/** `YYYY-MM-DD HH:MM:SS`, UTC without a marker; zeros where there is no time. */
function timeText(instant: number | null): string {
  if (instant === null) return "0000-00-00 00:00:00";
  return new Date(instant).toISOString().slice(0, 19).replace("T", " ");
}

export function sessionXml(jobRun: JobRun, run: Run): string {
  const fields = {
    session_id: run.number,
    type: jobRun.job.type,
    storage_account_id: 139,
    plugin: run.item.workload,
    start: timeText(run.startedAt),
    end: timeText(endOfRun(run)),
    selection_size: run.selectedBytes,
    selection_item_count: run.selectedItems,
    size_change: run.changedBytes,
    item_count_change: run.changedItems,
    removed_item_count: run.removedItems,
    processed_size: run.processedBytes,
    processed_item_count: run.processedItems,
    transferred_size: run.transferredBytes,
    error_count: run.errorCount,
    status: wordOf(run),
  };
  return `<session>${elements(fields)}</session>`;
}

export function clientXml(client: Client, devices: readonly Device[]): string {
  const servers = devices.filter((device) => device.kind === "server").length;
  return `<client>${elements({
    name: cdata(client.name),
    clientid: client.id,
    view_dashboard: 0,
    timezone: "",
    creation_date: "2019-03-11",
    server_count: servers,
    workstation_count: devices.length - servers,
    mobile_device_count: 0,
    device_count: devices.length,
  })}</client>`;
}

export function siteXml(client: Client): string {
  const { id, name } = client.site;
  return `<site>${elements({ siteid: id, name: cdata(name), connection_ok: 1, creation_date: "2019-03-11" })}</site>`;
}

/** As `list_servers` and `list_workstations` have it: whether it has backup is not told here. */
export function deviceXml(device: Device): string {
  const type = device.kind === "server" ? "server" : "workstation";
  return `<${type}>${elements({
    [`${type}id`]: device.id,
    name: cdata(device.name),
    description: cdata(""),
    online: 1,
    os: cdata(type === "server" ? "Microsoft Windows Server 2022 Standard" : "Microsoft Windows 11 Pro"),
    ip: `10.0.${device.client.id % 250}.${device.id % 250}`,
  })}</${type}>`;
}

/** As `list_devices_at_client` has them: nested in their site, with the backup flag. */
export function devicesAtClientXml(client: Client, devices: readonly Device[], type: string): string {
  const rows = devices.map(
    (device) =>
      `<${type}>${elements({ id: device.id, name: cdata(device.name), status: 1, mob: device.isProtected ? 1 : 0 })}</${type}>`,
  );
  const site = `<site><id>${client.site.id}</id><name>${cdata(client.site.name)}</name>${rows.join("")}</site>`;
  return `<client><id>${client.id}</id><name>${cdata(client.name)}</name>${site}</client>`;
}

/** What a device had selected in its last runs; all of its client's that is told. */
export function selectionXml({ client }: Device, runs: readonly JobRun[]): string {
  const total = runs.at(-1)?.runs.reduce((sum, run) => sum + run.selectedBytes, 0) ?? 0;
  return `<client>${elements({ clientid: client.id, name: cdata(client.name), total })}</client>`;
}

export function failingCheckXml(client: Client, devices: readonly Device[]): string {
  const rows = devices.map(
    (device) =>
      `<server><id>${device.id}</id><name>${cdata(device.name)}</name><failed_checks><check>` +
      `<checkid>${device.id * 10}</checkid><check_type>1002</check_type><description>${cdata("Backup Check")}</description>` +
      "</check></failed_checks></server>",
  );
  const site = `<site><siteid>${client.site.id}</siteid><name>${cdata(client.site.name)}</name><servers>${rows.join("")}</servers></site>`;
  return `<client><clientid>${client.id}</clientid><name>${cdata(client.name)}</name>${site}</client>`;
}

function elements(fields: Record<string, string | number | null>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${value ?? ""}</${name}>`)
    .join("");
}
