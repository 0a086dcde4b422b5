import { type Context, normalizeReply, type Vendor } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { itemVendorType, policyItemKey } from "./policy-item.ts";

const sourceId = "s";

function read(vendor: Vendor, reply: object, context: Partial<Context> = {}) {
  const bytes = new TextEncoder().encode(JSON.stringify(reply));
  const { sessions, failure } = normalizeReply(vendor, bytes, { sourceId, ...context });
  expect(failure).toBeNull();
  return sessions;
}

it("is what the Azure normalizer calls the policy's own run", () => {
  const [run] = read("veeam-azure", {
    totalCount: 1,
    results: [
      {
        id: "1",
        type: "PolicyBackup",
        status: "Success",
        executionStartTime: "2026-03-10T01:00:00Z",
        executionStopTime: "2026-03-10T02:00:00Z",
        backupJobInfo: { policyId: "p", policyName: "Nightly", protectedInstancesCount: 1 },
      },
    ],
  });
  if (run === undefined) throw new Error("the policy's run was not read");
  const [child] = read(
    "veeam-azure",
    {
      totalCount: 1,
      results: [{ resource: { id: "vm", name: "vm", resourceType: "VirtualMachine" }, runs: [] }],
    },
    { parent: run.session },
  );
  expect(run.itemKey).not.toBeNull();
  expect(policyItemKey(run)).toBeNull();
  expect(child && policyItemKey(child)).toBe(run.itemKey);
});

it("keeps the scheduled type where an Azure run was started by hand", () => {
  const backupJobInfo = { policyId: "p", policyName: "Nightly" };
  const [byHand, scheduled] = read("veeam-azure", {
    totalCount: 2,
    results: [
      { id: "1", type: "SqlManualBackup", status: "Success", backupJobInfo },
      { id: "2", type: "SqlPolicyBackup", status: "Success", backupJobInfo },
    ],
  });
  expect(byHand && itemVendorType(byHand)).toBe("SqlPolicyBackup");
  expect(scheduled && itemVendorType(scheduled)).toBe("SqlPolicyBackup");
});

it("is what the Enterprise Manager normalizer calls the container's job", () => {
  const session = (UID: string, JobType: string, Name: string, JobUid: string) => ({
    UID: `urn:veeam:BackupJobSession:${UID}`,
    Type: "BackupJobSession",
    Name: `${Name}@2026-03-10 01:00:00`,
    JobUid: `urn:veeam:Job:${JobUid}`,
    JobName: Name,
    JobType,
    CreationTimeUTC: "2026-03-10T01:00:00Z",
    EndTimeUTC: "2026-03-10T02:00:00Z",
    State: "Stopped",
    Result: "Success",
  });
  const sessions = read("veeam-enterprise-manager", {
    BackupJobSessions: [
      session(
        "11111111-0000-0000-0000-000000000001",
        "AgentBackup",
        "Servers",
        "aaaaaaaa-0000-0000-0000-000000000001",
      ),
      session(
        "11111111-0000-0000-0000-000000000002",
        "AgentManagement",
        "Servers - web-1",
        "aaaaaaaa-0000-0000-0000-000000000002",
      ),
    ],
  });
  const [container, machine] = sessions;
  expect(container?.itemKey).toMatch(/^job\|/);
  expect(container && policyItemKey(container)).toBeNull();
  expect(machine && policyItemKey(machine)).toBe(container?.itemKey);
});
