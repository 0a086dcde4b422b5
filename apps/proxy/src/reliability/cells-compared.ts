import type { CellKind, ProtectedItem } from "../contract.ts";
import { CELL_LEVEL, GREEN, NO_WORDS } from "../insight/test-levels.ts";
import type { House } from "./house.ts";
import { type Items, isByInventory, isReadSince, nameOf } from "./items-compared.ts";

/** Each item's day cells, newest last. Item names without the source's. */
export type Cells = ReadonlyMap<string, readonly CellKind[]>;

export async function cellsOf(one: House): Promise<Cells> {
  const names = new Map(one.items().map((item) => [item.id, nameOf(item)]));
  const { rows } = await one.grid("item");
  return new Map(rows.map(({ id, cells }) => [names.get(id) ?? id, cells.map(({ kind }) => kind)]));
}

/** What the board shows without saying on what it rests, or how old that is. */
export function* unexplained(one: House): Generator<string> {
  for (const item of one.items()) {
    const { state, reason, lastReadAt, lastGood } = item;
    const what = `${nameOf(item)} is ${state}: ${reason}`;
    if (!/\S{2}.*\S/.test(reason) || NO_WORDS.test(reason)) yield `its reason is in words: ${what}`;
    if (!GREEN.includes(state)) continue;
    if (!isFresh(item, one)) yield `nothing is fine that was not read lately: ${what}, read ${lastReadAt}`;
    if (lastGood === null && state === "ok") yield `nothing is fine without a good backup: ${what}`;
  }
}

/** Three intervals, or three of Enterprise Manager's own collections. */
function isFresh({ lastReadAt, vendor }: ProtectedItem, { now, source }: House): boolean {
  const limit = 3 * Math.max(source.everyMs, vendor === "veeam-enterprise-manager" ? 15 * 60_000 : 0);
  return lastReadAt !== null && now() - Date.parse(lastReadAt) <= limit;
}

/** As `improvements`, of the day grid. */
export function* betterCells(
  before: Cells,
  after: Cells,
  without: Cells,
  items: Items,
  twins: Items,
  startedAt: number,
): Generator<string> {
  const missed = new Set([...twins].flatMap(([name, twin]) => (isByInventory(twin) ? name : [])));
  for (const [name, cells] of after) {
    const item = items.get(name);
    const isRead = item !== undefined && isReadSince(item, startedAt);
    if (isRead && missed.has(name)) continue;
    const others = (isRead ? without : before).get(name) ?? [];
    for (const [day, cell] of cells.entries()) {
      const other = others[day];
      // Today may still bring one, and says no more.
      if (other === undefined || (cell === "not-yet-due" && other === "no-data")) continue;
      if (CELL_LEVEL[cell] > CELL_LEVEL[other])
        yield `no day is better than ${isRead ? "without the fault" : "before"}: ${name}, day ${day}: ${cell}, not ${other}`;
    }
  }
}

/** Days whose counts do not add up to the items that are shown. */
export async function uncounted(one: House): Promise<string[]> {
  const shown = one.items().filter(({ state }) => state !== "retired").length;
  const [items, all] = [await one.grid("item"), await one.grid("all")];
  return all.days.flatMap((day, i) => {
    const counts = Object.values(all.rows[0]?.cells[i]?.counts ?? {});
    const ones = items.rows.map(({ cells }) =>
      Object.values(cells[i]?.counts ?? {}).reduce((a, b) => a + b, 0),
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const isWhole = total === shown && items.rows.length === shown && ones.every((count) => count === 1);
    return isWhole
      ? []
      : [`every item counts once a day: ${total} and ${items.rows.length} of ${shown} on ${day}`];
  });
}
