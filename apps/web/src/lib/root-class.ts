import { useLayoutEffect } from "react";

/** Gives the whole document a class while something is shown. A `:has()` from up there would be asked at every change below. */
export function useRootClass(name: "filled" | "wall"): void {
  useLayoutEffect(() => {
    document.documentElement.classList.add(name);
    return () => document.documentElement.classList.remove(name);
  }, [name]);
}
