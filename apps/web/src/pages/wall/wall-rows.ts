import type { ProtectedItem, State } from "@lastgood/proxy/contract";
import { formatAge, formatOrdinal, notReadFor } from "../../lib/format.ts";
import { itemTitle, nameOf } from "../../lib/names.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";

/** One line of the wall. `title`, `client` and `why` may be cut where there is no room; the others never are. */
export interface WallRow {
  id: string;
  state: State;
  title: string;
  /** How many more items of the same source and trouble the line stands for. */
  more: number;
  client: string;
  /** Why, where the state alone does not say; else empty. */
  why: string;
  /** The state in words, with the length of its run. */
  note: string;
  /** Time since the last good backup. */
  age: string;
  isNew: boolean;
  /** Its source cannot be read: what it says may be old. */
  isWithdrawn: boolean;
}

interface Around {
  now: number;
  /** Ids of sources that cannot be read. */
  dark: ReadonlySet<string>;
  sourceName: (id: string) => string;
  /** Ids of items that failed lately. */
  fresh: ReadonlySet<string>;
}

/** States whose word, run and age say what there is to do; the reason stays for a desk. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<State> = new Set(["failed", "overdue", "never"]);

/** Fewer than this stand for themselves. */
const LEAST_TOGETHER = 3;

/**
 * Problems as lines, worst first. Items that nobody knows anything of, of one source and for one reason, are one line:
 * one source that went dark must not push the failures of all others off the wall.
 */
export function wallRows(items: readonly ProtectedItem[], around: Around): WallRow[] {
  const groups = new Map<string, [ProtectedItem, ...ProtectedItem[]]>();
  for (const item of items) {
    const key = sameTrouble(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return items.flatMap((item) => {
    const group = groups.get(sameTrouble(item)) ?? [item];
    if (group.length < LEAST_TOGETHER) return [rowOf(item, around)];
    if (group[0] !== item) return [];
    const title = nameOf(item.device ?? item.policy ?? { id: item.id, name: itemTitle(item) });
    const client = around.sourceName(item.sourceId);
    return [{ ...rowOf(item, around), title, more: group.length - 1, client }];
  });
}

/** The reason but for its figures: "not read for 4 min" and "not read for 5 min" are one trouble. */
function sameTrouble(item: ProtectedItem): string {
  const foldable = item.state === "unknown" || item.state === "never";
  return foldable ? `${item.state} ${item.sourceId} ${item.reason.replaceAll(/\d+/g, "#")}` : item.id;
}

function rowOf(item: ProtectedItem, { now, dark, fresh }: Around): WallRow {
  const word = STATE_LOOK[item.state].label.toLowerCase();
  const good = item.lastGood?.at ?? null;
  return {
    id: item.id,
    state: item.state,
    title: itemTitle(item),
    more: 0,
    client: item.client === null ? "" : nameOf(item.client),
    why: !SPEAK_FOR_THEMSELVES.has(item.state)
      ? item.reason
      : dark.has(item.sourceId)
        ? notReadFor(item.lastReadAt, now)
        : "",
    note: item.failuresInARow > 1 ? `${word}, ${formatOrdinal(item.failuresInARow)} in a row` : word,
    age: good !== null ? formatAge(now - Date.parse(good)) : item.state === "never" ? "no backup" : "never",
    isNew: fresh.has(item.id),
    isWithdrawn: dark.has(item.sourceId),
  };
}
