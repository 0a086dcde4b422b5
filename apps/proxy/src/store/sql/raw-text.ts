import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { RawRecord, Vendor } from "@lastgood/normalize";
import { rawHints, type Told } from "./raw-hints.ts";
import type { RawTextsTable } from "./schema.ts";

/**
 * Records are short and all alike, so what deflate could learn from the first hundred is given to it beforehand: text
 * of the vendor's records, the most usual last. It is never edited, for records rest on it: a better one gets the next number.
 */
const USUAL: Record<Vendor, Buffer> = {
  nable: Buffer.from(
    "<type>RESTORE</type><plugin>SYSTEM_STATE</plugin><plugin>MSSQL</plugin><plugin>EXCHANGE</plugin><plugin>VMWARE</plugin><plugin>HYPERV</plugin><status>CANCELED</status><status>NOT_STARTED</status><status>INTERRUPTED</status><status>FAILED</status><status>COMPLETED_WITH_ERRORS</status><session><session_id>1</session_id><type>BACKUP</type><plugin>FILE_SYSTEM</plugin><status>COMPLETED</status><start>2026-01-01 00:00:00</start><end>2026-01-01 00:00:00</end><selection_size>0</selection_size><processed_size>0</processed_size><transferred_size>0</transferred_size><size_change>0</size_change><selection_item_count>0</selection_item_count><processed_item_count>0</processed_item_count><removed_item_count>0</removed_item_count><item_count_change>0</item_count_change><error_count>0</error_count></session>",
  ),
  "veeam-azure": Buffer.from(
    '"status":"Canceled","status":"Running","status":"Error","status":"Warning","type":"SqlPolicyBackup","localizedType":"Policy SQL Backup","type":"PolicyArchive","resource":{"resourceType":"VirtualMachine","displayName":"name":"resourceParent":"runs":[{"startTime":"endTime":"rates":{"totalDataBytes":"readDataBytes":"processedDataBytes":"transferredDataBytes":"processingRateBytesPerSecond":{"id":"","type":"PolicyBackup","localizedType":"Policy Backup","type":"PolicySnapshot","localizedType":"Policy Snapshot","executionStartTime":"2026-01-01T00:00:00.0000000Z","executionStopTime":"2026-01-01T00:00:00.0000000Z","executionDuration":"00:00:00.0000000","status":"Success","backupJobInfo":{"policyId":"","policyName":"","policyType":"Backup","protectedInstancesCount":1,"policyRemoved":false},"_links":{"self":{"href":"https://api/jobSessions/"},"log":{"href":"https://api/jobSessions//log"}}}',
  ),
  "veeam-enterprise-manager": Buffer.from(
    '"State":"Working","Result":"Warning","Result":"Failed","Reason":"","TotalSize":0,"VmDisplayName":"","VmUid":"urn:veeam:"JobSessionUid":"urn:veeam:BackupTaskSession:<BackupJobSession Type="BackupJobSession" Href="https://:9398/api/backupSessions/?format=Entity" Name="" UID="urn:veeam:BackupJobSession:"><Links><Link Href="https://:9398/api/backupServers/" Name="" Type="BackupServerReference" Rel="Up"/><Link Href="https://:9398/api/jobs/" Name="" Type="JobReference" Rel="Up"/><JobUid>urn:veeam:Job:</JobUid><JobName></JobName><JobType>AgentManagement</JobType><CreationTimeUTC>2026-01-01T00:00:00.000Z</CreationTimeUTC><EndTimeUTC>2026-01-01T00:00:00.000Z</EndTimeUTC><State>Stopped</State><Result>Success</Result><Progress>100</Progress><IsRetry>false</IsRetry></BackupJobSession>{"JobUid":"urn:veeam:Job:","JobName":"","JobType":"AgentBackup","CreationTimeUTC":"2026-01-01T00:00:00Z","EndTimeUTC":"2026-01-01T00:00:00Z","State":"Stopped","Result":"Success","Progress":100,"FailureMessage":null,"IsRetry":false,"Name":"","UID":"urn:veeam:BackupJobSession:","Type":"BackupJobSession","Href":"https://:9398/api/backupSessions/?format=Entity","Links":[{"Rel":"Up","Href":"https://:9398/api/backupServers/","Name":"","Type":"BackupServerReference"}',
  ),
  unitrends: Buffer.from(
    '"status":"Failed","status":"Warning","status":"Failure","type":"Full","type":"Differential","app_name":"VMware","app_name":"SQL Server","vm_name":"","database_name":"","output":"","sync_status":"","sync_size":0,"sync_files":0,"replicated":false,"{"id":"","status":"Successful","status":"Success","type":"Incremental","start_date_time":"01/01/2026 00:00 am","start_time":"01/01/2026 00:00:00 am","complete_time":"01/01/2026 00:00:00 am","duration":"00:00:00","client_id":"","client_name":"","instance_id":"","instance_name":"","app_id":"","app_name":"file-level","asset_name":"","system_id":"","system_name":"","size":0,"files":0,"encrypted":false,"verified":"none","synthesized":false,"complete":true,"joborder_id":"","storage":"internal","vmware_template":false',
  ),
};

const CURRENT = 1;

/** Room for the dictionary and a record: zlib's usual 256 kB are longer to clear than such a record is to pack. */
const SMALL = { windowBits: 13, memLevel: 5 };

/** `told`: the session as it is kept beside the record. */
export function packRaw(told: Told, raw: RawRecord): Omit<RawTextsTable, "session_key"> {
  const packed = deflateRawSync(raw.text, { ...SMALL, dictionary: dictionaryOf(CURRENT, told) });
  return { dictionary: CURRENT * 2 + Number(raw.format === "json"), packed };
}

export function unpackRaw(told: Told, row: Omit<RawTextsTable, "session_key">): RawRecord {
  const number = Math.floor(row.dictionary / 2);
  const text = inflateRawSync(row.packed, { dictionary: dictionaryOf(number, told) }).toString();
  return { format: row.dictionary % 2 === 0 ? "xml" : "json", text };
}

/** 0: the vendor's usual words; 1: and what the session tells. */
function dictionaryOf(number: number, told: Told): Buffer {
  const usual = USUAL[told.vendor];
  if (number === 0) return usual;
  if (number === 1) return Buffer.concat([usual, Buffer.from(rawHints(told))]);
  throw new Error(`there is no dictionary ${number}`);
}
