import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

export type Patch = Record<string, unknown>;

/**
 * Changes some values of the present page's address and keeps the rest; `undefined` takes one away. A step is kept in
 * the browser's history unless `replace`.
 */
export function usePatchSearch(): (patch: Patch, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback(
    (patch, options) => {
      const search = (before: Patch) => ({ ...before, ...patch });
      // Whichever page this is: its own validateSearch reads what comes out.
      void navigate({ to: ".", search, replace: options?.replace ?? false, resetScroll: false } as never);
    },
    [navigate],
  );
}
