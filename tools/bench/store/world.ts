import { blankSession, type Normalized, type Session } from "../../../packages/normalize/src/index.ts";

/** Sources of the world, with their share of its 10,000 devices and how many sessions each device has a night. */
export const SOURCES = {
  nable: "rmm-emea",
  "veeam-azure": "azure-prod",
  "veeam-enterprise-manager": "vbem",
  unitrends: "ueb-1",
} as const;

export interface World {
  /** Sessions of one day of history, as the normalizers would give them, by source. Day 0 is the oldest. */
  day(number: number): { sourceId: string; sessions: Normalized[] }[];
  sessionsADay: number;
}

const DAY = 86_400_000;
const MB = 1_048_576;
const DEVICES_A_CLIENT = 40;
const DEVICES_A_POLICY = 20;

/** One more than this of a hundred devices has its system state backed up as well. */
const WITH_SYSTEM_STATE = 45;

const ERRORS = [
  "The network path was not found (0x80070035)",
  "VSS snapshot creation timed out; the writer is in a failed state",
  "There is not enough space on the disk",
  "Access is denied: the account is locked",
  "The agent did not answer in time",
];

/** A number from 0 to 1 for these whole numbers, always the same. */
function dice(...numbers: number[]): () => number {
  let state = 0x9e3779b9;
  for (const number of numbers) state = Math.imul(state ^ number, 0x85ebca6b) ^ (state >>> 13);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Run {
  startedAt: string;
  endedAt: string;
  durationMs: number;
  status: "success" | "warning" | "failed";
  selected: number;
  processed: number;
  transferred: number;
  changed: number;
  items: number;
  errors: number;
  message: string | null;
}

/**
 * The world of an MSP: 80 in 100 devices are N-able's, the others machines of Azure policies, of Enterprise Manager jobs
 * and of Unitrends, each backed up nightly since `from`. The same seed gives the same world.
 */
export function createWorld({ devices, from, seed }: { devices: number; from: number; seed: number }): World {
  const share = (part: number) => Math.max(1, Math.round(devices * part));
  const counts = {
    nable: share(0.8),
    azure: share(0.06),
    manager: share(0.07),
    unitrends: share(0.07),
  };

  /** How the night went for a thing: failures come in streaks, sizes stay near what is usual for it. */
  function runOf(thing: number, day: number): Run {
    const usual = dice(seed, thing);
    const night = dice(seed, thing, day);
    const streak = dice(seed, thing, Math.floor(day / 4));
    const selected = Math.round((1 + usual() ** 3 * 2000) * 1024 * MB);
    const usualMs = (4 + usual() * 116) * 60_000;
    const start = from + day * DAY + Math.round((18 + usual() * 10) * 3_600_000 + night() * 600_000);
    const durationMs = Math.round((usualMs * (0.7 + night() * 0.6)) / 1000) * 1000;
    const isFailed = streak() < 0.03 && night() < 0.8;
    const status = isFailed ? "failed" : night() < 0.02 ? "warning" : "success";
    const processed = isFailed ? Math.round(selected * night()) : selected - Math.round(night() * 100 * MB);
    const errors = status === "success" ? 0 : 1 + Math.floor(night() * 20);
    return {
      startedAt: new Date(Math.floor(start / 1000) * 1000).toISOString(),
      endedAt: new Date(Math.floor(start / 1000) * 1000 + durationMs).toISOString(),
      durationMs,
      status,
      selected,
      processed,
      transferred: isFailed ? 0 : Math.round(selected * (0.005 + night() * 0.03)),
      changed: Math.round(selected * night() * 0.02),
      items: Math.round(selected / (20 * 1024 * 1024)),
      errors,
      message: isFailed ? (ERRORS[Math.floor(night() * ERRORS.length)] as string) : null,
    };
  }

  const timesOf = ({ startedAt, endedAt, durationMs }: Run) => ({
    at: startedAt,
    startedAt,
    endedAt,
    durationMs,
  });

  const device = (sourceId: string, id: string, number: number, kind: "server" | "workstation" | "vm") => ({
    id: `${sourceId}:${id}`,
    name: `${["srv", "fs", "sql", "web", "dc"][number % 5]}-${String(number).padStart(5, "0")}`,
    kind,
  });

  const named = (sourceId: string, id: string | number, name: string) => ({ id: `${sourceId}:${id}`, name });

  function nable(day: number): Normalized[] {
    const sourceId = SOURCES.nable;
    const sessions: Normalized[] = [];
    for (let number = 0; number < counts.nable; number += 1) {
      const client = Math.floor(number / DEVICES_A_CLIENT);
      const ofDevice = device(
        sourceId,
        String(700_000 + number),
        number,
        number % 3 ? "workstation" : "server",
      );
      for (const [place, workload] of ["FILE_SYSTEM", "SYSTEM_STATE"].entries()) {
        if (place === 1 && number % 100 >= WITH_SYSTEM_STATE) continue;
        const run = runOf(number * 2 + place, day);
        const word = { success: "COMPLETED", warning: "COMPLETED_WITH_ERRORS", failed: "FAILED" }[run.status];
        const vendorId = String(1 + day * 2 + place);
        const time = (at: string) => at.slice(0, 19).replace("T", " ");
        const session: Session = {
          ...blankSession(sourceId, "nable"),
          ...timesOf(run),
          id: `${ofDevice.id}:${vendorId}`,
          vendorId,
          kind: "backup",
          status: run.status,
          vendorType: "BACKUP",
          vendorStatus: word,
          client: named(sourceId, 100 + client, `Client ${client} GmbH`),
          site: named(sourceId, 5000 + client, "Main office"),
          device: ofDevice,
          workload,
          selectedBytes: run.selected,
          processedBytes: run.processed,
          transferredBytes: run.transferred,
          changedBytes: run.changed,
          selectedItems: run.items,
          processedItems: run.items,
          removedItems: 0,
          changedItems: run.items % 97,
          errorCount: run.errors,
        };
        const text = `<session><session_id>${vendorId}</session_id><type>BACKUP</type><storage_account_id>139</storage_account_id><plugin>${workload}</plugin><start>${time(run.startedAt)}</start><end>${time(run.endedAt)}</end><selection_size>${run.selected}</selection_size><selection_item_count>${run.items}</selection_item_count><size_change>${run.changed}</size_change><item_count_change>${run.items % 97}</item_count_change><removed_item_count>0</removed_item_count><processed_size>${run.processed}</processed_size><processed_item_count>${run.items}</processed_item_count><transferred_size>${run.transferred}</transferred_size><error_count>${run.errors}</error_count><status>${word}</status></session>`;
        sessions.push({ session, itemKey: `${ofDevice.id}|${workload}`, raw: { format: "xml", text } });
      }
    }
    return sessions;
  }

  function azure(day: number): Normalized[] {
    const sourceId = SOURCES["veeam-azure"];
    const sessions: Normalized[] = [];
    for (let first = 0; first < counts.azure; first += DEVICES_A_POLICY) {
      const policyNumber = first / DEVICES_A_POLICY;
      const policy = named(sourceId, `policy-${policyNumber}`, `Nightly VMs ${policyNumber}`);
      const vendorId = `${String(day).padStart(8, "0")}-0000-4000-8000-${String(policyNumber).padStart(12, "0")}`;
      const parentId = `${sourceId}:${vendorId}`;
      const children: Normalized[] = [];
      const last = Math.min(first + DEVICES_A_POLICY, counts.azure);
      for (let number = first; number < last; number += 1) {
        const run = runOf(100_000 + number, day);
        const vm = device(sourceId, `vm-${number}`, number, "vm");
        const session: Session = {
          ...blankSession(sourceId, "veeam-azure"),
          ...timesOf(run),
          id: `${parentId}:vm-${number}`,
          vendorId: `vm-${number}`,
          parentId,
          kind: "backup",
          status: run.status,
          vendorType: "PolicyBackup",
          vendorStatus: { success: "Success", warning: "Warning", failed: "Error" }[run.status],
          device: vm,
          policy,
          workload: "VirtualMachine",
          selectedBytes: run.selected,
          processedBytes: run.processed,
          transferredBytes: run.transferred,
        };
        const text = `{"resource":{"resourceType":"VirtualMachine","displayName":"${vm.name}","id":"vm-${number}"},"runs":[{"startTime":"${run.startedAt}","endTime":"${run.endedAt}","status":"${session.vendorStatus}","rates":{"totalDataBytes":${run.selected},"readDataBytes":${run.processed},"processedDataBytes":${run.processed},"transferredDataBytes":${run.transferred},"processingRateBytesPerSecond":${run.changed}}}]}`;
        const itemKey = `${vm.id}|${policy.id}|PolicyBackup`;
        children.push({ session, itemKey, raw: { format: "json", text } });
      }
      const worst = ["failed", "warning", "success"].find((word) =>
        children.some(({ session }) => session.status === word),
      ) as Run["status"];
      const run = { ...runOf(200_000 + policyNumber, day), status: worst };
      const vendorStatus = { success: "Success", warning: "Warning", failed: "Error" }[worst];
      const session: Session = {
        ...blankSession(sourceId, "veeam-azure"),
        ...timesOf(run),
        id: parentId,
        vendorId,
        kind: "backup",
        status: worst,
        vendorType: "PolicyBackup",
        vendorStatus,
        policy,
        selectedItems: children.length,
        message: worst === "failed" ? run.message : null,
      };
      const text = `{"id":"${vendorId}","type":"PolicyBackup","localizedType":"Policy Backup","executionStartTime":"${run.startedAt}","executionStopTime":"${run.endedAt}","executionDuration":"00:${String(Math.floor(run.durationMs / 60_000) % 60).padStart(2, "0")}:00.0000000","status":"${vendorStatus}","backupJobInfo":{"policyId":"policy-${policyNumber}","policyName":"${policy.name}","policyType":"Backup","protectedInstancesCount":${children.length},"policyRemoved":false},"_links":{"self":{"href":"https://vba.example.net/api/v8/jobSessions/${vendorId}"},"log":{"href":"https://vba.example.net/api/v8/jobSessions/${vendorId}/log"}}}`;
      sessions.push(
        { session, itemKey: `${policy.id}|PolicyBackup`, raw: { format: "json", text } },
        ...children,
      );
    }
    return sessions;
  }

  function manager(day: number): Normalized[] {
    const sourceId = SOURCES["veeam-enterprise-manager"];
    const sessions: Normalized[] = [];
    for (let number = 0; number < counts.manager; number += 1) {
      const run = runOf(300_000 + number, day);
      const job = named(sourceId, `job-${Math.floor(number / DEVICES_A_POLICY)}`, `Agents ${number % 17}`);
      const machine = device(sourceId, `agent-${String(number).padStart(5, "0")}`, number, "server");
      const guid = `${String(number).padStart(8, "0")}-aaaa-4bbb-8ccc-${String(day).padStart(12, "0")}`;
      const result = { success: "Success", warning: "Warning", failed: "Failed" }[run.status];
      const session: Session = {
        ...blankSession(sourceId, "veeam-enterprise-manager"),
        ...timesOf(run),
        id: `${sourceId}:${guid}`,
        vendorId: guid,
        kind: "backup",
        status: run.status,
        vendorType: "AgentBackup",
        vendorStatus: result,
        device: machine,
        policy: job,
        selectedBytes: run.selected,
        message: run.message,
      };
      const text = `{"JobUid":"urn:veeam:Job:${job.id}","JobName":"${job.name} - ${machine.name}","JobType":"AgentBackup","CreationTimeUTC":"${run.startedAt}","EndTimeUTC":"${run.endedAt}","State":"Stopped","Result":"${result}","Progress":100,"FailureMessage":${JSON.stringify(run.message)},"IsRetry":false,"Name":"${job.name} - ${machine.name}@${run.startedAt}","UID":"urn:veeam:BackupJobSession:${guid}","Type":"BackupJobSession","Href":"https://vbem.example.net:9398/api/backupSessions/${guid}?format=Entity"}`;
      sessions.push({
        session,
        itemKey: `machine|${machine.id}|${job.id}`,
        raw: { format: "json", text },
      });
    }
    return sessions;
  }

  function unitrends(day: number): Normalized[] {
    const sourceId = SOURCES.unitrends;
    const sessions: Normalized[] = [];
    for (let number = 0; number < counts.unitrends; number += 1) {
      const run = runOf(400_000 + number, day);
      const machine = device(sourceId, `1.${number}`, number, "vm");
      const policy = named(sourceId, `joborder-${number % 40}`, `Job ${number % 40}`);
      const vendorId = String(1 + day * counts.unitrends + number);
      const isFull = day % 7 === number % 7;
      const word = { success: "Success", warning: "Warning", failed: "Failed" }[run.status];
      const vendorType = isFull ? "Full" : "Incremental";
      const session: Session = {
        ...blankSession(sourceId, "unitrends"),
        ...timesOf(run),
        id: `${sourceId}:1:${vendorId}`,
        vendorId,
        kind: "backup",
        status: run.status,
        vendorType,
        vendorStatus: word,
        level: isFull ? "full" : "incremental",
        client: named("clients", number % 100, `Client ${number % 100} GmbH`),
        device: machine,
        policy,
        workload: "VMware",
        processedBytes: run.processed,
        processedItems: run.items,
        message: run.message,
      };
      const text = `{"id":"${vendorId}","status":"${word}","type":"${vendorType}","start_date_time":"${run.startedAt}","duration":"00:${String(Math.floor(run.durationMs / 60_000) % 60).padStart(2, "0")}:00","client_id":"${number}","client_name":"${machine.name}","instance_id":"${number}","instance_name":"${machine.name}","app_id":"","app_name":"VMware","asset_name":"${machine.name}","system_id":"1","system_name":"ueb","size":${Math.round(run.processed / MB)},"files":${run.items},"encrypted":false,"verified":"none","synthesized":false,"complete":true,"joborder_id":"${number % 40}","output":${JSON.stringify(run.message ?? "")},"storage":"internal","vmware_template":false}`;
      sessions.push({ session, itemKey: `${machine.id}|${number}`, raw: { format: "json", text } });
    }
    return sessions;
  }

  const makers = [
    [SOURCES.nable, nable],
    [SOURCES["veeam-azure"], azure],
    [SOURCES["veeam-enterprise-manager"], manager],
    [SOURCES.unitrends, unitrends],
  ] as const;
  return {
    day: (number) => makers.map(([sourceId, make]) => ({ sourceId, sessions: make(number) })),
    sessionsADay: makers.reduce((sum, [, make]) => sum + make(0).length, 0),
  };
}
