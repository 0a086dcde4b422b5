import { useSyncExternalStore } from "react";

/** Storage may be refused (private windows, policies): then a choice lasts as long as the page. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

export interface Stored<T> {
  read(): T;
  write(value: T): void;
  /** The value, followed as it changes on this page and on others of the same browser. */
  use(): T;
}

/** A value that is kept in this browser. @param parse takes what is stored, null where nothing is; never throws */
export function createStored<T>(
  key: string,
  parse: (text: string | null) => T,
  format: (value: T) => string,
): Stored<T> {
  const listeners = new Set<() => void>();
  let known: { text: string | null; value: T } | undefined;
  let unkept: string | null = null;
  const read = () => {
    const text = readStored(key) ?? unkept;
    if (known === undefined || known.text !== text) known = { text, value: parse(text) };
    return known.value;
  };
  const subscribe = (listener: () => void) => {
    const elsewhere = (event: StorageEvent) => event.key === key && listener();
    listeners.add(listener);
    window.addEventListener("storage", elsewhere);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", elsewhere);
    };
  };
  return {
    read,
    write(value) {
      unkept = format(value);
      writeStored(key, unkept);
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, read),
  };
}
