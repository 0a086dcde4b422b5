import { createStored } from "./storage.ts";

/** A view that was given a name: its address, path and search. */
export interface SavedView {
  name: string;
  href: string;
}

/** Only addresses within Lastgood: what is stored must not lead elsewhere. */
export function parseViews(text: string | null): SavedView[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null) return false;
  const { name, href } = value as Partial<SavedView>;
  return typeof name === "string" && name !== "" && typeof href === "string" && /^\/(?![/\\])/.test(href);
}

const stored = createStored<SavedView[]>("lastgood.views", parseViews, JSON.stringify);

/** By name. */
export const useSavedViews = stored.use;

/** A view of the same name is replaced. */
export function saveView(view: SavedView): void {
  const others = stored.read().filter(({ name }) => name !== view.name);
  stored.write([...others, view].sort((a, b) => a.name.localeCompare(b.name)));
}

export function dropView(name: string): void {
  stored.write(stored.read().filter((view) => view.name !== name));
}
