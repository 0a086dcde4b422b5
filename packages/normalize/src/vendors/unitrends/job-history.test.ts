import { expect, it } from "vitest";
import { normalizeReply } from "../../collect.ts";
import type { Normalized } from "../../outcome.ts";
import { createJobHistoryReader, withJob } from "./job-history.ts";

function historyOf(reply: unknown) {
  const reader = createJobHistoryReader();
  reader.push(new TextEncoder().encode(typeof reply === "string" ? reply : JSON.stringify(reply)));
  return reader.end();
}

const AUTUMN_NIGHT = "2024-10-27T01:30:00.000Z";

function read(row: Record<string, unknown>): Normalized {
  const reply = JSON.stringify({ data: [{ id: 5, client_id: 2, instance_id: 3, type: "Full", ...row }] });
  const context = { sourceId: "ueb", timeZone: "Europe/Berlin" };
  const [normalized] = normalizeReply("unitrends", new TextEncoder().encode(reply), context).sessions;
  if (!normalized) throw new Error("no session was read");
  return normalized;
}

it("reads the jobs by the backup they made", () => {
  const history = historyOf({
    data: [
      {
        backup_id: "5",
        name: "Nightly",
        sort_start_time: Date.parse(AUTUMN_NIGHT) / 1000,
        status: "Successful",
      },
      { backup_id: 6, name: "Weekly", sort_start_time: "n/a" },
      { backup_id: 6, name: "Later row" },
      { backup_id: 7, name: "" },
      { backup_id: null, name: "No backup yet" },
      null,
    ],
    count: 6,
    limited: false,
  });
  expect(["5", "6", "7"].map((id) => history?.job(id))).toEqual([
    { name: "Nightly", startedAt: AUTUMN_NIGHT },
    { name: "Weekly", startedAt: null },
    null,
  ]);
  expect(history?.names).toEqual(new Set(["Nightly", "Weekly"]));
  expect(history?.limited).toBe(false);
});

it("is limited where the appliance cut it short, and none where it is no job history or not whole", () => {
  expect(historyOf({ data: [], limited: true })?.limited).toBe(true);
  expect(historyOf([])).toMatchObject({ names: new Set(), limited: false });
  for (const reply of [
    null,
    "text",
    {},
    { result: [{ code: 1, message: "no" }] },
    '{"data":[{"name":"a"}',
    "",
  ])
    expect(historyOf(reply)).toBeNull();
});

it("moves a start in the doubled hour, and the end with it, to where the job says it was", () => {
  const given = read({
    start_time: "10/27/2024 02:30:00 am",
    duration: 600,
    complete: true,
    status: "Successful",
  });
  expect(given.session.startedAt).toBe("2024-10-27T00:30:00.000Z");
  const { session, itemKey, raw } = withJob(given, { name: "Nightly", startedAt: AUTUMN_NIGHT });
  expect(session).toEqual({
    ...given.session,
    policy: { id: "ueb:Nightly", name: "Nightly" },
    at: AUTUMN_NIGHT,
    startedAt: AUTUMN_NIGHT,
    endedAt: "2024-10-27T01:40:00.000Z",
    durationMs: 600_000,
  });
  expect({ itemKey, raw }).toEqual({ itemKey: given.itemKey, raw: given.raw });
});

it("names the policy and leaves the times where the job knows no start, or the run has no end", () => {
  const running = read({ start_time: "10/26/2024 02:30:00 am", complete: false, status: null });
  const { session } = withJob(running, { name: "Nightly", startedAt: null });
  expect(session).toEqual({ ...running.session, policy: { id: "ueb:Nightly", name: "Nightly" } });
  expect(withJob(running, { name: "Nightly", startedAt: AUTUMN_NIGHT }).session.endedAt).toBeNull();
});

it("reads an end in the second half of the autumn night by the run's duration", () => {
  const { session } = read({
    start_time: "10/27/2024 02:55:00 am",
    complete_time: "10/27/2024 02:26:00 am",
    duration: 31 * 60,
    complete: true,
    status: "Successful",
  });
  expect([session.startedAt, session.endedAt]).toEqual([
    "2024-10-27T00:55:00.000Z",
    "2024-10-27T01:26:00.000Z",
  ]);
  expect(session.flags).toEqual([]);
});

it("leaves an end that the duration proves right where the job corrects the start alone", () => {
  const given = read({
    start_time: "10/27/2024 02:30:00 am",
    complete_time: "10/27/2024 03:19:00 am",
    duration: 49 * 60,
    complete: true,
    status: "Successful",
  });
  const { session } = withJob(given, { name: "Nightly", startedAt: AUTUMN_NIGHT });
  expect([session.startedAt, session.endedAt]).toEqual([AUTUMN_NIGHT, "2024-10-27T02:19:00.000Z"]);
});

it("moves an end that was reckoned from a start without seconds", () => {
  const given = read({ start_date_time: "10/14/2014 09:32 am", duration: "00:00:28", complete: true });
  const { session } = withJob(given, { name: "Nightly", startedAt: "2014-10-14T07:32:36.000Z" });
  expect([session.startedAt, session.endedAt]).toEqual([
    "2014-10-14T07:32:36.000Z",
    "2014-10-14T07:33:04.000Z",
  ]);
});
