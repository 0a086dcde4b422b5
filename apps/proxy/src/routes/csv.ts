import type { Session } from "../contract.ts";

const COLUMNS: { name: string; value: (session: Session) => string | number | null | undefined }[] = [
  { name: "id", value: (s) => s.id },
  { name: "source", value: (s) => s.sourceId },
  { name: "vendor", value: (s) => s.vendor },
  { name: "vendorId", value: (s) => s.vendorId },
  { name: "parentId", value: (s) => s.parentId },
  { name: "kind", value: (s) => s.kind },
  { name: "status", value: (s) => s.status },
  { name: "vendorType", value: (s) => s.vendorType },
  { name: "vendorStatus", value: (s) => s.vendorStatus },
  { name: "level", value: (s) => s.level },
  { name: "client", value: (s) => s.client?.name ?? s.client?.id },
  { name: "site", value: (s) => s.site?.name ?? s.site?.id },
  { name: "deviceId", value: (s) => s.device?.id },
  { name: "device", value: (s) => s.device?.name },
  { name: "policyId", value: (s) => s.policy?.id },
  { name: "policy", value: (s) => s.policy?.name },
  { name: "workload", value: (s) => s.workload },
  { name: "at", value: (s) => s.at },
  { name: "startedAt", value: (s) => s.startedAt },
  { name: "endedAt", value: (s) => s.endedAt },
  { name: "durationMs", value: (s) => s.durationMs },
  { name: "selectedBytes", value: (s) => s.selectedBytes },
  { name: "processedBytes", value: (s) => s.processedBytes },
  { name: "transferredBytes", value: (s) => s.transferredBytes },
  { name: "changedBytes", value: (s) => s.changedBytes },
  { name: "selectedItems", value: (s) => s.selectedItems },
  { name: "processedItems", value: (s) => s.processedItems },
  { name: "removedItems", value: (s) => s.removedItems },
  { name: "changedItems", value: (s) => s.changedItems },
  { name: "errorCount", value: (s) => s.errorCount },
  { name: "message", value: (s) => s.message },
  { name: "flags", value: (s) => s.flags.join(" ") },
  { name: "firstSeenAt", value: (s) => s.firstSeenAt },
];

/** A cell that a spreadsheet would take for a formula is prefixed with ' so that it stays text. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const CSV_HEADER = `${COLUMNS.map((column) => column.name).join(",")}\r\n`;

export function csvRow(session: Session): string {
  return `${COLUMNS.map((column) => cell(column.value(session))).join(",")}\r\n`;
}
