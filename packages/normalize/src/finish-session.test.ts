import { describe, expect, it } from "vitest";
import { blankSession } from "./empty-session.ts";
import { finishSession } from "./finish-session.ts";
import type { Session } from "./session.ts";

const START = "2024-01-01T00:00:00.000Z";
const END = "2024-01-01T00:00:10.000Z";

function finish(fields: Partial<Session>): Session {
  return finishSession({ ...blankSession("s", "nable"), ...fields });
}

describe("a session's times", () => {
  it("give its place in the order and its duration", () => {
    expect(finish({ startedAt: START, endedAt: END })).toMatchObject({ at: START, durationMs: 10_000 });
    expect(finish({ endedAt: END })).toMatchObject({ at: END, durationMs: null });
    expect(finish({})).toMatchObject({ at: null, durationMs: null });
  });

  it("leave the vendor's own figure of the duration", () => {
    expect(finish({ startedAt: START, endedAt: END, durationMs: 7 }).durationMs).toBe(7);
  });

  it("have neither end nor duration while it runs", () => {
    const running = finish({ status: "running", startedAt: START, endedAt: END, durationMs: 7 });
    expect(running).toMatchObject({ at: START, endedAt: null, durationMs: null, flags: [] });
  });

  it("are kept and flagged where the end comes first", () => {
    const backwards = finish({ kind: "restore", startedAt: END, endedAt: START });
    expect(backwards).toMatchObject({ startedAt: END, endedAt: START, durationMs: null, flags: ["clock"] });
  });
});

describe("a success by the vendor's word", () => {
  const success = { status: "success", kind: "backup" } as const;

  it("is flagged where it counted errors or protected nothing", () => {
    expect(finish({ ...success, errorCount: 1, selectedItems: 0 }).flags).toEqual([
      "nothing-protected",
      "errors-counted",
    ]);
  });

  it("is not flagged for figures that are absent or fine", () => {
    expect(finish(success).flags).toEqual([]);
    expect(finish({ ...success, errorCount: 0, selectedItems: 1 }).flags).toEqual([]);
  });

  it("is only flagged where it is a backup's", () => {
    expect(finish({ ...success, kind: "restore", errorCount: 1, selectedItems: 0 }).flags).toEqual([]);
    expect(finish({ ...success, status: "warning", errorCount: 1, selectedItems: 0 }).flags).toEqual([]);
  });
});
