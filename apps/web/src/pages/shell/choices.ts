import type { Group } from "@lastgood/proxy/contract";
import type { GroupKind } from "../../api/queries.ts";
import { nameOf } from "../../lib/names.ts";
import type { SavedView } from "../../lib/saved-views.ts";
import type { Tone } from "../../lib/status-look.ts";
import { STATE_LOOK } from "../../lib/status-look.ts";
import { NAV } from "./nav.ts";

/** Something to go to or to do; `word` says what it is. */
export interface Choice {
  key: string;
  label: string;
  word: string;
  /** Of a device, policy or client: how it stands. */
  look?: { tone: Tone; shape: (typeof STATE_LOOK)[keyof typeof STATE_LOOK]["shape"] };
  go:
    | { kind: "page"; to: (typeof NAV)[number]["to"] }
    | { kind: "address"; href: string }
    | { kind: "group"; of: GroupKind; id: string }
    | { kind: "items"; q: string }
    | { kind: "act"; act: Act };
}

export type Act = "copy-link" | "print" | "light" | "dark" | "keys";

const ACTS: readonly { act: Act; label: string }[] = [
  { act: "copy-link", label: "Copy the link to this view" },
  { act: "print", label: "Print this view" },
  { act: "light", label: "Light theme" },
  { act: "dark", label: "Dark theme" },
  { act: "keys", label: "List of keys" },
];

const GROUP_WORD: Record<GroupKind, string> = { devices: "device", policies: "policy", clients: "client" };

export interface Found {
  kind: GroupKind;
  group: Pick<Group, "id" | "name" | "state">;
}

/**
 * What a text leads to. Pages, saved views and commands are those each of whose words begins with one of the text's;
 * `found` is what the server found under it. Without a text: pages and saved views.
 */
export function choicesFor(text: string, views: readonly SavedView[], found: readonly Found[]): Choice[] {
  const typed = text.trim();
  const own: Choice[] = [
    ...NAV.map(
      ({ to, label }): Choice => ({ key: `page ${to}`, label, word: "page", go: { kind: "page", to } }),
    ),
    ...views.map(
      ({ name, href }): Choice => ({
        key: `view ${name}`,
        label: name,
        word: "saved view",
        go: { kind: "address", href },
      }),
    ),
  ];
  if (typed === "") return own;
  const acts = ACTS.map(
    ({ act, label }): Choice => ({ key: act, label, word: "command", go: { kind: "act", act } }),
  );
  const things = found.map(
    ({ kind, group }): Choice => ({
      key: `${kind} ${group.id}`,
      label: nameOf(group),
      word: GROUP_WORD[kind],
      look: STATE_LOOK[group.state],
      go: { kind: "group", of: kind, id: group.id },
    }),
  );
  return [
    ...[...own, ...acts].filter(({ label }) => fits(label, typed)),
    ...things,
    {
      key: "items",
      label: `Every item with “${typed}” in its names`,
      word: "items",
      go: { kind: "items", q: typed },
    },
  ];
}

function fits(label: string, typed: string): boolean {
  const words = wordsOf(label);
  return wordsOf(typed).every((start) => words.some((word) => word.startsWith(start)));
}

const wordsOf = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);
