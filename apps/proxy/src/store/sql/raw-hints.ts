import type { Session } from "@lastgood/normalize";

/** What is kept of a session and stands in its record, too. */
export type Told = Pick<
  Session,
  | "id"
  | "vendor"
  | "vendorId"
  | "vendorType"
  | "vendorStatus"
  | "workload"
  | "message"
  | "startedAt"
  | "endedAt"
  | "selectedBytes"
  | "processedBytes"
  | "transferredBytes"
  | "changedBytes"
  | "selectedItems"
  | "processedItems"
  | "removedItems"
  | "changedItems"
  | "errorCount"
>;

/**
 * What the session's columns tell, written as its vendor's record may have it: deflated after this, a record costs little
 * more than what the columns do not tell. Records rest on it, so it is never edited: a better one is another dictionary.
 */
export function rawHints(told: Told): string {
  const { vendorId, vendorType, vendorStatus, workload, message, startedAt, endedAt } = told;
  const [start, end] = [startedAt ?? "", endedAt ?? ""];
  if (told.vendor !== "nable")
    return [
      message,
      told.id,
      vendorType,
      vendorStatus,
      workload,
      told.transferredBytes,
      told.processedBytes,
      told.selectedBytes,
      end,
      start,
    ].join('","');
  const second = (time: string) => time.slice(0, 19).replace("T", " ");
  return `<session><session_id>${vendorId}</session_id><type>${vendorType}</type><storage_account_id>139</storage_account_id><plugin>${workload}</plugin><start>${second(start)}</start><end>${second(end)}</end><selection_size>${told.selectedBytes}</selection_size><selection_item_count>${told.selectedItems}</selection_item_count><size_change>${told.changedBytes}</size_change><item_count_change>${told.changedItems}</item_count_change><removed_item_count>${told.removedItems}</removed_item_count><processed_size>${told.processedBytes}</processed_size><processed_item_count>${told.processedItems}</processed_item_count><transferred_size>${told.transferredBytes}</transferred_size><error_count>${told.errorCount}</error_count><status>${vendorStatus}</status></session>`;
}
