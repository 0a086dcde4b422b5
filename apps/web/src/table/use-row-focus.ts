import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { letters, readKey } from "../lib/keys.ts";

/** Whether devices are folded out under a row, and the way to fold them; null for a row that has none. */
export type Fold = { open: boolean; toggle: () => void } | null;

/**
 * The row that has, or last had, the focus: it stays drawn wherever the list is scrolled to, so that the focus is never
 * lost and comes back to it. Keys lead from it to the others.
 */
export function useRowFocus<Row>({
  rows,
  rowKey,
  foldOf,
  scroller,
}: {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  foldOf: ((row: Row) => Fold) | undefined;
  scroller: RefObject<HTMLElement | null>;
}) {
  const [active, setActive] = useState<string | null>(null);
  // By its row: this also runs for a drawing from before the key came.
  const wanted = useRef<string | null>(null);
  const index = useMemo(
    () => (active === null ? -1 : rows.findIndex((row) => rowKey(row) === active)),
    [rows, rowKey, active],
  );
  useEffect(() => {
    if (wanted.current === null || wanted.current !== active) return;
    const row = scroller.current?.querySelector<HTMLElement>("tr[data-active]");
    if (row === null || row === undefined) return;
    wanted.current = null;
    (row.querySelector<HTMLElement>("[data-row]") ?? row).focus({ preventScroll: true });
  });

  // What stood for rows on their way goes when they come: the focus stays in its place.
  const place = useRef(0);
  useEffect(() => {
    if (index !== -1) place.current = index;
    else if (active !== null && document.activeElement === document.body) {
      const row = rows[Math.min(place.current, rows.length - 1)];
      if (row === undefined) return;
      wanted.current = rowKey(row);
      setActive(wanted.current);
    }
  }, [index, active, rows, rowKey]);

  const onFocus = (event: FocusEvent) => {
    const row = rows[indexOf(event.target)];
    if (row !== undefined) setActive(rowKey(row));
  };

  /** `scrollTo` brings a row into sight by its index. */
  const onKeyDown = (event: KeyboardEvent, scrollTo: (index: number) => void) => {
    const at = indexOf(event.target);
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const key = event.key.length === 1 ? readKey(event.nativeEvent, letters.read()) : event.key;
    const go = (to: number) => {
      const target = rows[to];
      if (target === undefined) return;
      event.preventDefault();
      scrollTo(to);
      if (to === at) return;
      wanted.current = rowKey(target);
      setActive(wanted.current);
    };
    const fold = foldOf?.(row) ?? null;
    const turn = () => {
      event.preventDefault();
      fold?.toggle();
    };
    if (key === "j" || key === "ArrowDown") go(at + 1);
    else if (key === "k" || key === "ArrowUp") go(at - 1);
    else if (key === "Home") go(0);
    else if (key === "End") go(rows.length - 1);
    else if (fold !== null && key === "o") turn();
    else if (fold?.open === false && key === "ArrowRight") turn();
    else if (fold?.open === true && key === "ArrowLeft") turn();
    else if (fold === null && key === "ArrowLeft" && foldOf !== undefined)
      go(rows.findLastIndex((above, i) => i < at && foldOf(above)?.open === true));
  };
  return { active, index, onFocus, onKeyDown };
}

/** By the row's own count, which begins with the header; -1 outside of the rows. */
function indexOf(target: EventTarget): number {
  const row = (target as Element).closest("tbody tr");
  return Number(row?.getAttribute("aria-rowindex") ?? 1) - 2;
}
