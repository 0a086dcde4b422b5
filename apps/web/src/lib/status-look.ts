import type { CellKind, Session, Source, State } from "@lastgood/proxy/contract";

/** Names a custom property: `failed` is drawn in `var(--failed)` and written in `var(--failed-text)`. */
export type Tone = "failed" | "overdue" | "unknown" | "never" | "warning" | "ok" | "running" | "retired";

export type Shape =
  | "cross-square"
  | "clock"
  | "dashed-ring"
  | "dash"
  | "triangle"
  | "ring"
  | "play"
  | "archive"
  | "broken-square"
  | "slashed-ring"
  | "hollow-square";

/** Colour, shape and word together: none of them alone tells a status. */
export interface Look {
  label: string;
  tone: Tone;
  shape: Shape;
}

/** Worst first; total, so that a new state does not compile until it has a look. */
export const STATE_LOOK: Record<State, Look> = {
  failed: { label: "Failed", tone: "failed", shape: "cross-square" },
  overdue: { label: "Overdue", tone: "overdue", shape: "clock" },
  unknown: { label: "Unknown", tone: "unknown", shape: "dashed-ring" },
  never: { label: "Never", tone: "never", shape: "dash" },
  warning: { label: "Warning", tone: "warning", shape: "triangle" },
  ok: { label: "Fine", tone: "ok", shape: "ring" },
  retired: { label: "Retired", tone: "retired", shape: "archive" },
};

/** What a row of a list is tinted for; null where it is quiet. */
export function stateTone({ state }: { state: State }): Tone | null {
  return state === "ok" || state === "retired" ? null : STATE_LOOK[state].tone;
}

export const STATES_WORST_FIRST = Object.keys(STATE_LOOK) as State[];

export type SessionStatus = Session["status"];

export const STATUS_LOOK: Record<SessionStatus, Look> = {
  failed: { label: "Failed", tone: "failed", shape: "cross-square" },
  interrupted: { label: "Interrupted", tone: "failed", shape: "broken-square" },
  canceled: { label: "Canceled", tone: "failed", shape: "slashed-ring" },
  "not-started": { label: "Not started", tone: "failed", shape: "hollow-square" },
  unknown: { label: "Unknown", tone: "unknown", shape: "dashed-ring" },
  warning: { label: "Warning", tone: "warning", shape: "triangle" },
  running: { label: "Running", tone: "running", shape: "play" },
  success: { label: "Success", tone: "ok", shape: "ring" },
};

/** How a cell of a day grid is drawn; height speaks where colour cannot. */
export interface CellLook {
  label: string;
  tone: Tone;
  /** Share of the cell's height, 0 to 1. */
  height: number;
  fill: "solid" | "hollow" | "dashed" | "line" | "none";
}

export const CELL_LOOK: Record<CellKind, CellLook> = {
  failed: { label: "failed", tone: "failed", height: 1, fill: "solid" },
  missed: { label: "missed", tone: "overdue", height: 1, fill: "hollow" },
  unknown: { label: "unknown", tone: "unknown", height: 0.8, fill: "dashed" },
  "no-data": { label: "no data, or no longer kept", tone: "unknown", height: 0.55, fill: "dashed" },
  warning: { label: "warning", tone: "warning", height: 0.75, fill: "solid" },
  ok: { label: "fine", tone: "ok", height: 0.4, fill: "solid" },
  "not-yet-due": { label: "not yet due", tone: "retired", height: 0.25, fill: "hollow" },
  "not-expected": { label: "none expected", tone: "retired", height: 0.1, fill: "line" },
  "before-first": { label: "before its first backup", tone: "retired", height: 0, fill: "none" },
};

export const SOURCE_LOOK: Record<Source["state"], Look> = {
  ok: { label: "Reachable", tone: "ok", shape: "ring" },
  failing: { label: "Not readable", tone: "unknown", shape: "dashed-ring" },
  "never-polled": { label: "Not read yet", tone: "unknown", shape: "dash" },
  disabled: { label: "Disabled", tone: "never", shape: "dash" },
};

export const VENDOR_LABEL: Record<Session["vendor"], string> = {
  nable: "N-able",
  "veeam-azure": "Veeam for Azure",
  "veeam-enterprise-manager": "Veeam Enterprise Manager",
  unitrends: "Unitrends",
};

export const KIND_LABEL: Record<Session["kind"], string> = {
  backup: "Backup",
  snapshot: "Snapshot",
  copy: "Copy",
  restore: "Restore",
  verification: "Verification",
  retention: "Retention",
  repository: "Repository",
  other: "Other",
};

/** A flag in words: fine by the vendor's word, but look. */
export const FLAG_LABEL: Record<Session["flags"][number], string> = {
  "nothing-protected": "nothing was selected for backup",
  "errors-counted": "errors counted though reported as success",
  clock: "times do not fit: shown as given",
  "nothing-transferred": "nothing transferred, which is unusual here",
  "selection-shrank": "far less selected than usual",
  "transfer-spike": "far more transferred than usual",
  "too-fast": "far faster than usual",
  "too-slow": "far slower than usual",
  stuck: "running far longer than usual",
};
