import { useNavigate, useSearch } from "@tanstack/react-router";
import { THEMES, type Theme, theme } from "../../lib/theme.ts";
import { commonZone, type SourceZones, viewerZone } from "../../lib/zone.ts";
import { Segments } from "../../ui/Segments.tsx";
import styles from "./Shell.module.css";

/** One switch for every time on the screen, kept in the address. */
export function ZoneSwitch({ sourceZones }: { sourceZones: SourceZones }) {
  const { zone } = useSearch({ from: "/shell" });
  const navigate = useNavigate();
  const shared = commonZone(sourceZones);
  const named = zone !== undefined && zone !== "UTC" && zone !== "source" ? zone : null;
  return (
    <select
      className={styles.select}
      aria-label="Time zone"
      value={zone ?? ""}
      onChange={(event) => {
        const chosen = event.target.value;
        void navigate({
          to: ".",
          search: (before: Record<string, unknown>) => ({
            ...before,
            zone: chosen === "" ? undefined : chosen,
          }),
          replace: true,
        } as Parameters<typeof navigate>[0]);
      }}
    >
      <option value="">{viewerZone()} (yours)</option>
      <option value="UTC">UTC</option>
      <option value="source">{shared === null ? "Each source's own" : `${shared} (source)`}</option>
      {named === null ? null : <option value={named}>{named}</option>}
    </select>
  );
}

const THEME_LABEL: Record<Theme, string> = { auto: "As the system", light: "Light", dark: "Dark" };

export function ThemeSwitch() {
  return (
    <Segments
      label="Theme"
      value={theme.use()}
      options={THEMES.map((value) => ({ value, label: THEME_LABEL[value] }))}
      onChange={theme.write}
    />
  );
}
