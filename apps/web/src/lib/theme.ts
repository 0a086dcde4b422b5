import { createStored } from "./storage.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const stored = createStored<Theme>(
  "lastgood.theme",
  (text) => THEMES.find((known) => known === text) ?? "auto",
  (chosen) => chosen,
);

export function applyTheme(chosen: Theme): void {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** The theme chosen on this machine; `auto` follows the system. */
export const theme = {
  ...stored,
  write(chosen: Theme): void {
    stored.write(chosen);
    applyTheme(chosen);
  },
};
