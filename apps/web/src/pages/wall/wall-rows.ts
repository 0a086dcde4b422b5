import type { ProtectedItem, Source, State } from "@lastgood/proxy/contract";
import { formatAge, formatOrdinal, notReadFor, plural } from "../../lib/format.ts";
import { itemTitle, nameOf } from "../../lib/names.ts";

/** One line of the wall. */
export interface WallRow {
  id: string;
  state: State;
  title: string;
  client: string;
  /** "3rd night", "not read for 47 min"; empty where there is nothing to add. */
  note: string;
  /** Time since the last good backup. */
  age: string;
  isNew: boolean;
}

const NEW_MS = 10 * 60_000;

/** Problems as lines, worst first; what a dark source hides is one line, lest it push the failures off the wall. */
export function wallRows(
  problems: readonly ProtectedItem[],
  sources: readonly Source[],
  now: number,
): WallRow[] {
  const dark = new Map(sources.filter(({ state }) => state !== "ok").map((source) => [source.id, source]));
  const hidden = new Map<string, ProtectedItem[]>();
  const rows: WallRow[] = [];
  for (const item of problems) {
    const source = item.state === "unknown" ? dark.get(item.sourceId) : undefined;
    if (source === undefined) {
      rows.push(itemRow(item, now));
      continue;
    }
    const before = hidden.get(source.id);
    if (before !== undefined) {
      before.push(item);
      continue;
    }
    const together = [item];
    hidden.set(source.id, together);
    rows.push(sourceRow(source, together, now));
  }
  // A line that stands for several could be told only once all were seen.
  return rows.map((row) => {
    const source = dark.get(row.id.replace("source ", ""));
    const together = hidden.get(source?.id ?? "");
    return source !== undefined && together !== undefined && row.id.startsWith("source ")
      ? sourceRow(source, together, now)
      : row;
  });
}

function itemRow(item: ProtectedItem, now: number): WallRow {
  return {
    id: item.id,
    state: item.state,
    title: itemTitle(item),
    client: item.client === null ? "" : nameOf(item.client),
    note: item.failuresInARow > 1 ? `${formatOrdinal(item.failuresInARow)} in a row` : "",
    age: sinceGood([item], now),
    isNew: item.stateSince !== null && now - Date.parse(item.stateSince) < NEW_MS,
  };
}

function sourceRow(source: Source, items: readonly ProtectedItem[], now: number): WallRow {
  const [only] = items;
  const title = items.length === 1 && only !== undefined ? itemTitle(only) : plural(items.length, "item");
  return {
    id: `source ${source.id}`,
    state: "unknown",
    title,
    client: source.name,
    note: notReadFor(source.lastGoodPollAt, now),
    age: sinceGood(items, now),
    isNew: false,
  };
}

/** Of several, the longest; "never" where one has none. */
function sinceGood(items: readonly ProtectedItem[], now: number): string {
  const goods = items.map((item) => item.lastGood?.at ?? null);
  if (goods.includes(null)) return "never";
  const [oldest] = goods.toSorted();
  return oldest === undefined || oldest === null ? "never" : formatAge(now - Date.parse(oldest));
}
