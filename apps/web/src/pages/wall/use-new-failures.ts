import type { ProtectedItem } from "@lastgood/proxy/contract";
import { useEffect, useRef, useState } from "react";
import { type FailureMemory, noteFailures } from "./new-failures.ts";

/** What the wall knows of failures; `onFresh` is called once for those that came with one reading. */
export function useNewFailures(
  items: readonly ProtectedItem[] | undefined,
  onFresh: () => void,
): FailureMemory | null {
  const known = useRef<FailureMemory | null>(null);
  const [memory, setMemory] = useState<FailureMemory | null>(null);
  useEffect(() => {
    if (items === undefined) return;
    const noted = noteFailures(known.current, items, Date.now());
    known.current = noted.memory;
    setMemory(noted.memory);
    if (noted.fresh.length > 0) onFresh();
  }, [items, onFresh]);
  return memory;
}
