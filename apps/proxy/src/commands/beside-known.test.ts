import { blankSession, type Normalized, type Session } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { besideKnown } from "./beside-known.ts";

const START = "2026-11-19T20:00:00.000Z";
const policy = { id: "a:p", name: "Nightly" };

function session(told: Partial<Session>): Session {
  const blank = blankSession("a", "veeam-azure");
  return { ...blank, id: "a:1", startedAt: START, status: "success", kind: "backup", ...told };
}

/** What is written of one session of a saved reply, where the store has another account of it. */
async function written(
  given: Partial<Session>,
  known: Partial<Session>,
  itemKey: string | null = "p|PolicyBackup",
): Promise<Session[]> {
  const kept = { ...session(known), raw: null, children: [], itemId: "item" };
  const store = { session: async (id: string) => (id === kept.id ? kept : null) };
  const normalized: Normalized = { session: session(given), itemKey, raw: { format: "json", text: "{}" } };
  return (await besideKnown(store, [normalized])).map((one) => one.session);
}

it.each<[what: string, given: Partial<Session>, known: Partial<Session>]>([
  ["tells nothing more", {}, { message: "Disk is full", policy }],
  ["calls a failed session fine: its tasks were told elsewhere", {}, { status: "failed" }],
  ["calls a failed session fine and tells more", { durationMs: 1 }, { status: "failed" }],
  ["calls an unknown status fine", {}, { status: "unknown", vendorStatus: "Splendid" }],
])("leaves a known session as it is where a saved reply %s", async (_what, given, known) => {
  expect(await written(given, known)).toEqual([]);
});

it("takes no failed session from its item by a reply that does not tell its policy", async () => {
  expect(await written({ status: "failed", durationMs: 1 }, { status: "failed", policy }, null)).toEqual([]);
});

it("adds what is not known, and keeps what only the store knows", async () => {
  expect(await written({ policy, durationMs: 5 }, { durationMs: 5, message: "M", selectedBytes: 7 })).toEqual(
    [session({ policy, durationMs: 5, message: "M", selectedBytes: 7 })],
  );
});

it("takes a worse end, and the end of what was running", async () => {
  expect(await written({ status: "failed" }, { status: "success" })).toMatchObject([{ status: "failed" }]);
  for (const known of [{ status: "running" as const }, { status: "unknown" as const }])
    expect(await written({ status: "success" }, known)).toMatchObject([{ status: "success" }]);
});

it("takes another start under the same id for another session", async () => {
  const given = { startedAt: "2026-11-20T20:00:00.000Z" };
  expect(await written(given, { status: "failed" })).toEqual([session(given)]);
});
