import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createCollector } from "../../collect.ts";
import type { Outcome } from "../../outcome.ts";
import { createJoin, type EnterpriseManagerEnd } from "./normalize.ts";

const MACHINE = "a0000000-0000-4000-8000-000000000001";

const machine = {
  UID: `urn:veeam:BackupJobSession:${MACHINE}`,
  Type: "BackupJobSession",
  JobUid: "urn:veeam:Job:b1000000-0000-4000-8000-000000000001",
  JobName: "Files - fs01",
  JobType: "AgentManagement",
  CreationTimeUTC: "2026-01-31T22:00:09Z",
  EndTimeUTC: "2026-01-31T22:20:09Z",
  State: "Stopped",
  Result: "Failed",
};

const task = {
  UID: "urn:veeam:BackupTaskSession:d0000000-0000-4000-8000-000000000001",
  Type: "BackupTaskSession",
  VmDisplayName: "fs01",
  JobSessionUid: machine.UID,
  CreationTimeUTC: "2026-01-31T22:00:10Z",
  State: "Completed",
  Result: "Failed",
  Reason: "Disk is full",
  TotalSize: 7,
};

const reference = {
  UID: machine.UID,
  Name: "Files - fs01@2026-01-31 23:00:09",
  Type: "BackupJobSessionReference",
  Links: [
    {
      Rel: "Up",
      Type: "BackupJobSessionReference",
      Name: "Parent session",
      Href: "http://elsewhere:9399/api/backupSessions/c0000000-0000-4000-8000-000000000001",
    },
  ],
};

describe("replies that belong together", () => {
  it("join tasks of one page to the machine sessions of another, in either order", () => {
    const pages = [page({ sessions: [machine] }), page({ tasks: [task] })];
    const { outcome } = join(pages);

    expect(outcome.records).toBe(1);
    expect(outcome.sessions.map(({ session }) => session)).toMatchObject([
      { id: `vbem:${MACHINE}`, device: { name: "fs01" }, selectedBytes: 7, message: "Disk is full" },
    ]);
    expect(join(pages.toReversed()).outcome).toEqual(outcome);
  });

  it("take an entity for its reference, with the parent that only the reference tells", () => {
    const { outcome } = join([{ Refs: [reference] }, machine, { BackupTaskSessions: [task] }]);

    expect(outcome.records).toBe(1);
    expect(outcome.repeats).toBe(0);
    expect(outcome.sessions[0]?.session).toMatchObject({
      status: "failed",
      parentId: "vbem:c0000000-0000-4000-8000-000000000001",
      selectedBytes: 7,
    });
  });

  it("keep what other pages gave when one is cut off, and count nothing of that one", () => {
    const whole = page({ sessions: [machine] });
    const { outcome, ends } = join([whole, JSON.stringify(page({ tasks: [task] })).slice(0, -9)]);

    expect(ends.map(({ records, failure }) => [records, failure?.kind])).toEqual([
      [1, undefined],
      [0, "cut-off"],
    ]);
    expect(outcome.sessions).toHaveLength(1);
  });

  it("account for every record: sessions, rejects, repeats", () => {
    const { outcome } = join([
      page({
        sessions: [machine, machine, { Name: "no guid" }, 7],
        tasks: [task, { ...task, JobSessionUid: null }],
      }),
    ]);

    expect(outcome.sessions).toHaveLength(2);
    expect(outcome.rejects).toHaveLength(2);
    expect(outcome.repeats).toBe(1);
    expect(outcome.records).toBe(5);
  });
});

describe("paging", () => {
  const paging = { pageNum: 2, pageSize: 100, pagesCount: 7 };
  const xmlPaging = '<PagingInfo PagesCount="7" PageSize="100" PageNum="2"><Links /></PagingInfo>';

  it.each([
    ["JSON", page({ sessions: [] })],
    ["camelCase JSON", { entities: null, pagingInfo: paging }],
    ["XML", `<QueryResult><Entities><BackupJobSessions /></Entities>${xmlPaging}</QueryResult>`],
  ])("is told in %s", (_format, reply) => {
    expect(join([reply]).ends[0]?.paging).toEqual(paging);
  });

  it.each([
    ["a figure is missing", { Entities: null, PagingInfo: { PageNum: 1, PageSize: 100 } }],
    ["a figure is not whole", { Entities: null, PagingInfo: { PageNum: 1, PageSize: 100, PagesCount: -1 } }],
    ["the reply has none", { Refs: [] }],
  ])("is null where %s", (_why, reply) => {
    expect(join([reply]).ends[0]?.paging).toBeNull();
  });
});

it("reads the vendor's documented page the same in one piece and byte by byte", () => {
  const bytes = readFileSync(new URL("./fixtures/documented-agent-sessions.xml", import.meta.url));
  expect(join([bytes], 1).outcome).toEqual(join([bytes]).outcome);
});

function join(
  replies: (object | string | Uint8Array)[],
  pieceBytes = 65_536,
): { outcome: Outcome; ends: EnterpriseManagerEnd[] } {
  const collector = createCollector();
  const joined = createJoin({ sourceId: "vbem" }, collector);
  const ends = replies.map((reply) => {
    const reader = joined.reader();
    const bytes = bytesOf(reply);
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      reader.push(bytes.subarray(from, from + pieceBytes));
    }
    return reader.end();
  });
  return { ends, outcome: collector.finish({ ...joined.finish(), failure: null, total: null }) };
}

function bytesOf(reply: object | string | Uint8Array): Uint8Array {
  if (reply instanceof Uint8Array) return reply;
  return new TextEncoder().encode(typeof reply === "string" ? reply : JSON.stringify(reply));
}

function page({ sessions, tasks }: { sessions?: unknown[]; tasks?: unknown[] }): object {
  return {
    Entities: {
      BackupJobSessions: sessions ? { BackupJobSessions: sessions } : null,
      BackupTaskSessions: tasks ? { BackupTaskSessions: tasks } : null,
    },
    PagingInfo: { PageNum: 2, PageSize: 100, PagesCount: 7 },
  };
}
