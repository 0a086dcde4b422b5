/** A shown column: how wide the viewer made it, in CSS pixels (null: as wide as it comes), and whether it stays in sight. */
export interface Placed {
  id: string;
  width: number | null;
  pinned: boolean;
}

/** Shown columns, left to right; those that are pinned stand first. */
export type Layout = readonly Placed[];

export const LEAST_WIDTH = 48;
export const MOST_WIDTH = 1200;

/**
 * Columns as the address tells them: `status*,what:240,at` are three, the first pinned, the second 240 px wide. Ids that
 * are none of `known` are left out; without any that is known, the usual ones stand.
 */
export function readLayout(
  text: string | undefined,
  usual: readonly string[],
  known: readonly string[],
): Layout {
  const found = new Map<string, Placed>();
  for (const part of text?.split(",") ?? []) {
    const [, id = "", pin, width] = /^([^*:]+)(\*)?(?::(\d{1,5}))?$/.exec(part) ?? [];
    if (!known.includes(id) || found.has(id)) continue;
    found.set(id, { id, width: width === undefined ? null : bounded(Number(width)), pinned: pin === "*" });
  }
  if (found.size > 0) return pinnedFirst([...found.values()]);
  return usual.map((id) => ({ id, width: null, pinned: false }));
}

/** As it stands in the address; undefined where these are the usual columns as they come. */
export function writeLayout(layout: Layout, usual: readonly string[]): string | undefined {
  const text = layout
    .map(({ id, width, pinned }) => `${id}${pinned ? "*" : ""}${width === null ? "" : `:${width}`}`)
    .join();
  return text === usual.join() || text === "" ? undefined : text;
}

/** `width` is rounded and kept within what can be read; null gives the column its own width back. */
export function withWidth(layout: Layout, id: string, width: number | null): Layout {
  return layout.map((one) =>
    one.id === id ? { ...one, width: width === null ? null : bounded(width) } : one,
  );
}

/** Pinned, it stands last of the pinned; let go, first of the others: either way it moves as little as it can. */
export function withPin(layout: Layout, id: string, pinned: boolean): Layout {
  return pinnedFirst(layout.map((one) => (one.id === id ? { ...one, pinned } : one)));
}

/** Shown at the end, or no more; the last shown column stays. */
export function withShown(layout: Layout, id: string, shown: boolean): Layout {
  if (shown) return [...layout, { id, width: null, pinned: false }];
  return layout.length > 1 ? layout.filter((one) => one.id !== id) : layout;
}

/** A step to the left (-1) or the right; pinned columns change places only among themselves. */
export function stepped(layout: Layout, id: string, by: -1 | 1): Layout {
  const from = layout.findIndex((one) => one.id === id);
  const [one, other] = [layout[from], layout[from + by]];
  if (one === undefined || other === undefined || one.pinned !== other.pinned) return layout;
  return layout.with(from, other).with(from + by, one);
}

/** Puts a column beside another, which it joins in being pinned or not. */
export function placed(layout: Layout, id: string, side: "before" | "after", other: string): Layout {
  const moved = layout.find((one) => one.id === id);
  const target = layout.find((one) => one.id === other);
  if (moved === undefined || target === undefined || id === other) return layout;
  const rest = layout.filter((one) => one.id !== id);
  const at = rest.indexOf(target) + (side === "after" ? 1 : 0);
  return rest.toSpliced(at, 0, { ...moved, pinned: target.pinned });
}

function pinnedFirst(layout: Layout): Layout {
  return [...layout.filter((one) => one.pinned), ...layout.filter((one) => !one.pinned)];
}

function bounded(width: number): number {
  return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, Math.round(width)));
}
