import type { Overview } from "@lastgood/proxy/contract";

/** What the whole screen is given to; the first that holds. */
export type WallScreen =
  | { kind: "new-version"; version: string }
  /** The server is gone; `since` is when it was last heard, null where it never was. */
  | { kind: "unreachable"; since: number | null }
  /** The server still reads what it keeps; `since` as below, `words` say how far it came. */
  | { kind: "starting"; since: number | null; words: string }
  /** The server answers, its data cannot be read; `since` is when it last could, null where it never could. */
  | { kind: "unreadable"; since: number | null; message: string }
  | { kind: "loading" }
  /** Some sources cannot be read, or all of them: what is shown of them is withdrawn. */
  | { kind: "dark"; all: boolean }
  | { kind: "empty"; why: "no-sources" | "no-match" | "nothing-yet" }
  | { kind: "data" };

export interface WallFacts {
  now: number;
  /** A release that is to be loaded now; null where there is none. */
  newVersion: string | null;
  darkSince: number | null;
  /** How far a server came that is starting; null where it is not. */
  starting: string | null;
  /** What the last reading said where it failed; `reachable` false where no answer came at all. */
  failure: { message: string; reachable: boolean } | null;
  /** When everything on the screen was last read; null where it never was. */
  readAt: number | null;
  overview: Pick<Overview, "total" | "sources"> | null;
  /** Names of sources that cannot be read. */
  dark: readonly string[];
  filtered: boolean;
}

/** Data is read once a minute at least: past this an answer is missing though nobody said that it failed. */
export const TOO_OLD_MS = 150_000;

export function wallScreen(facts: WallFacts): WallScreen {
  const { now, newVersion, darkSince, failure, readAt, overview, dark } = facts;
  if (newVersion !== null) return { kind: "new-version", version: newVersion };
  if (darkSince !== null) return { kind: "unreachable", since: darkSince };
  if (facts.starting !== null) return { kind: "starting", since: readAt, words: facts.starting };
  if (failure !== null && !failure.reachable) return { kind: "unreachable", since: readAt };
  if (failure !== null) return { kind: "unreadable", since: readAt, message: failure.message };
  if (overview === null || readAt === null) return { kind: "loading" };
  if (now - readAt > TOO_OLD_MS) return { kind: "unreadable", since: readAt, message: "No answer came" };
  const enabled = overview.sources.filter((source) => source.state !== "disabled");
  if (dark.length > 0) return { kind: "dark", all: dark.length >= enabled.length };
  if (overview.total > 0) return { kind: "data" };
  if (facts.filtered) return { kind: "empty", why: "no-match" };
  return { kind: "empty", why: overview.sources.length === 0 ? "no-sources" : "nothing-yet" };
}
