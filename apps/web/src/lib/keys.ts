import { useEffect } from "react";
import { createStored } from "./storage.ts";

/** Single-letter keys can be switched off: they get in the way of speech input (WCAG 2.1.4). */
export const letters = createStored(
  "lastgood.keys",
  (text) => text !== "off",
  (on) => (on ? "on" : "off"),
);

/** What a key press asks for; null where it asks nothing of us: in a field, with a modifier, letters off. */
export function readKey(event: KeyboardEvent, lettersOn: boolean): string | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return null;
  if (event.key === "Escape") return "Escape";
  const at = event.target as HTMLElement | null;
  if (at?.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return null;
  return lettersOn && event.key.length === 1 ? event.key : null;
}

export function useKeys(onKey: (key: string) => boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const key = readKey(event, letters.read());
      if (key !== null && onKey(key)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onKey]);
}
