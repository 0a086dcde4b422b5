import { describe, expect, it } from "vitest";
import { TOO_OLD_MS, type WallFacts, wallScreen } from "./screen.ts";

const NOW = Date.parse("2026-11-20T03:12:00Z");
const source = { state: "ok" } as NonNullable<WallFacts["overview"]>["sources"][number];
const well: WallFacts = {
  now: NOW,
  newVersion: null,
  darkSince: null,
  starting: null,
  failure: null,
  readAt: NOW - 10_000,
  overview: { total: 214, sources: [source, source] },
  dark: [],
  filtered: false,
};

describe("what the whole wall is given to", () => {
  it("ranks a new version before all, then a gone server, a dark source, emptiness, and data last", () => {
    const worst: WallFacts = {
      ...well,
      newVersion: "0.2.0",
      darkSince: NOW - 60_000,
      dark: ["VBEM"],
      overview: { total: 0, sources: [source, source] },
    };
    expect(wallScreen(worst).kind).toBe("new-version");
    expect(wallScreen({ ...worst, newVersion: null }).kind).toBe("unreachable");
    expect(wallScreen({ ...worst, newVersion: null, darkSince: null }).kind).toBe("dark");
    expect(wallScreen({ ...worst, newVersion: null, darkSince: null, dark: [] }).kind).toBe("empty");
    expect(wallScreen(well).kind).toBe("data");
  });

  it("shows data only where it was read lately and nothing failed", () => {
    const failure = { message: "The Lastgood server answered with status 500", reachable: true };
    expect(wallScreen({ ...well, failure })).toEqual({
      kind: "unreadable",
      since: well.readAt,
      message: failure.message,
    });
    expect(wallScreen({ ...well, failure: { ...failure, reachable: false } }).kind).toBe("unreachable");
    expect(wallScreen({ ...well, readAt: NOW - TOO_OLD_MS - 1 }).kind).toBe("unreadable");
    expect(wallScreen({ ...well, overview: null, readAt: null }).kind).toBe("loading");
  });

  it("says how far a server came that is starting, and that what it last told is old", () => {
    const words = "Lastgood is starting: 3,000 of 13,630 items read";
    const failure = { message: words, reachable: true };
    const first = { ...well, starting: words, failure, readAt: null, overview: null };
    expect(wallScreen(first)).toEqual({ kind: "starting", since: null, words });
    // While it is asked again nothing has failed yet.
    expect(wallScreen({ ...first, failure: null }).kind).toBe("starting");
    const { readAt } = well;
    expect(wallScreen({ ...well, starting: words, failure })).toEqual({
      kind: "starting",
      since: readAt,
      words,
    });
    expect(wallScreen({ ...first, darkSince: NOW - 60_000 }).kind).toBe("unreachable");
  });

  it("tells one dark source from all of them", () => {
    expect(wallScreen({ ...well, dark: ["VBEM"] })).toEqual({ kind: "dark", all: false });
    expect(wallScreen({ ...well, dark: ["VBEM", "Azure"] })).toEqual({ kind: "dark", all: true });
  });

  it("says why it is empty", () => {
    const empty = { total: 0, sources: [source] };
    expect(wallScreen({ ...well, overview: { total: 0, sources: [] } })).toMatchObject({ why: "no-sources" });
    expect(wallScreen({ ...well, overview: empty })).toMatchObject({ why: "nothing-yet" });
    expect(wallScreen({ ...well, overview: empty, filtered: true })).toMatchObject({ why: "no-match" });
  });
});
