import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blankSession } from "./empty-session.ts";
import { finishSession } from "./finish-session.ts";
import type { Normalized } from "./outcome.ts";
import { plainId, renameForStart, resolveRepeats } from "./repeats.ts";
import type { Session } from "./session.ts";

const EARLY = "2024-01-01T00:00:00.000Z";
const LATE = "2024-01-02T00:00:00.000Z";

function session(fields: Partial<Session>): Session {
  return finishSession({ ...blankSession("s", "nable"), id: "s:1", ...fields });
}

function normalized(fields: Partial<Session>, text = ""): Normalized {
  return { session: session(fields), itemKey: null, raw: { format: "xml", text } };
}

describe("of two records of one session", () => {
  function kept(...list: Normalized[]): Session | undefined {
    const [forth, back] = [list, list.toReversed()].map(
      (order) => resolveRepeats(order).sessions[0]?.session,
    );
    expect(back).toEqual(forth);
    return forth;
  }

  it("a finished one wins over a running one", () => {
    const running = normalized({ status: "running", startedAt: EARLY });
    const failed = normalized({ status: "failed", startedAt: EARLY });
    expect(kept(running, failed)?.status).toBe("failed");
  });

  it("the later end wins, and any end over none", () => {
    const early = normalized({ status: "failed", endedAt: EARLY });
    const late = normalized({ status: "success", endedAt: LATE });
    expect(kept(early, late)?.status).toBe("success");
    expect(kept(normalized({ status: "success" }), early)?.status).toBe("failed");
  });

  it("the vendor's greater text wins, whatever Lastgood reads in it", () => {
    const completed = normalized({ status: "success" }, "<status>COMPLETED</status>");
    const failed = normalized({ status: "failed" }, "<status>FAILED</status>");
    expect(kept(completed, failed)?.status).toBe("failed");
  });
});

describe("one id", () => {
  it("with several starts is several sessions, the earliest with the plain id", () => {
    const list = [
      normalized({ status: "failed", startedAt: LATE }),
      normalized({ status: "success", startedAt: EARLY }),
      normalized({ status: "running" }),
    ];
    const { sessions, repeats } = resolveRepeats(list);
    expect(repeats).toBe(1);
    expect(sessions.map(({ session: { id, startedAt } }) => [id, startedAt])).toEqual([
      [renameForStart("s:1", LATE), LATE],
      ["s:1", EARLY],
    ]);
    expect(sessions.map(({ session: kept }) => plainId(kept))).toEqual(["s:1", "s:1"]);
  });

  it("leaves the same records whatever their order", () => {
    const record = fc
      .record({
        id: fc.constantFrom("s:1", "s:2"),
        status: fc.constantFrom("running", "failed", "success"),
        startedAt: fc.constantFrom(null, EARLY, LATE),
        endedAt: fc.constantFrom(null, EARLY, LATE),
        errorCount: fc.constantFrom(null, 1, 2),
      })
      .map((fields) => normalized(fields as Partial<Session>));
    const texts = fc.constantFrom("a", "b");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(record, texts), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (list, places) => {
          const given = list.map(([one, text]) => ({ ...one, raw: { ...one.raw, text } }));
          const shuffled = given
            .map((one) => ({ one, place: places.next().value as number }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one);
          const a = resolveRepeats(given);
          const b = resolveRepeats(shuffled);
          expect(byId(b.sessions)).toEqual(byId(a.sessions));
          expect(a.sessions.length + a.repeats).toBe(given.length);
          expect(new Set(a.sessions.map((kept) => kept.session.id)).size).toBe(a.sessions.length);
        },
      ),
    );
  });
});

function byId(list: Normalized[]): Normalized[] {
  return [...list].sort((a, b) => (a.session.id < b.session.id ? -1 : 1));
}
