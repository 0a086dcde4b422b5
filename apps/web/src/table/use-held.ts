import { type PointerEvent, useEffect, useState } from "react";

const LONGEST_MS = 30_000;

/**
 * Keeps what a pointer is over as it is, so that a sorted list does not jump under it; at most half a minute, for a
 * pointer left lying must not make a list old.
 */
export function useHeld<T>(value: T) {
  const [held, setHeld] = useState<{ value: T; since: number } | null>(null);
  useEffect(() => {
    if (held === null) return;
    const timer = setTimeout(() => setHeld(null), Math.max(0, held.since + LONGEST_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [held]);
  return {
    shown: held === null ? value : held.value,
    isHeld: held !== null && held.value !== value,
    hold: {
      onPointerMove: (event: PointerEvent) => {
        if (event.pointerType === "mouse")
          setHeld((before) => ({ value: before?.value ?? value, since: Date.now() }));
      },
      onPointerLeave: () => setHeld(null),
    },
  };
}
