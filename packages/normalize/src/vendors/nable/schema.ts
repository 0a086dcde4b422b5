import type { XmlElement } from "../../xml-records.ts";

/** What is taken of a `session`; its `storage_account_id` is not. */
export const SESSION_FIELDS = [
  "session_id",
  "type",
  "plugin",
  "start",
  "end",
  "selection_size",
  "selection_item_count",
  "size_change",
  "item_count_change",
  "removed_item_count",
  "processed_size",
  "processed_item_count",
  "transferred_size",
  "error_count",
  "status",
] as const;
export type SessionField = (typeof SESSION_FIELDS)[number];

const KNOWN = new Set<string>(SESSION_FIELDS);

export interface NableSession {
  /** Trimmed; null where absent, empty, or the word `none`, which N-able writes for nothing. */
  value(field: SessionField): string | null;
  /** Fields that the record gives more than once: none of their values can be trusted. */
  twice: readonly SessionField[];
}

export function takeSession(element: XmlElement): NableSession {
  const values: { [field in SessionField]?: string } = {};
  const twice: SessionField[] = [];
  for (const { name, text } of element.children) {
    if (!isField(name)) continue;
    if (values[name] !== undefined) twice.push(name);
    values[name] = text.trim();
  }
  for (const field of twice) delete values[field];
  return {
    twice,
    value(field) {
      const text = values[field];
      return text === undefined || text === "" || text === "none" ? null : text;
    },
  };
}

function isField(name: string): name is SessionField {
  return KNOWN.has(name);
}
