import { useEffect, useSyncExternalStore } from "react";
import { readStored, writeStored } from "./storage.ts";

const STORED = "lastgood.keys";
const listeners = new Set<() => void>();

/** Single-letter keys can be switched off: they get in the way of speech input (WCAG 2.1.4). */
export function lettersAreOn(): boolean {
  return readStored(STORED) !== "off";
}

export function switchLetters(on: boolean): void {
  writeStored(STORED, on ? "on" : "off");
  for (const listener of listeners) listener();
}

export function useLettersOn(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, lettersAreOn);
}

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
      const key = readKey(event, lettersAreOn());
      if (key !== null && onKey(key)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onKey]);
}
