/** What is taken of a row of an export: members of the JSON row, `backupJobInfo`'s by their own names. */
export const EXPORT_FIELDS = [
  "id",
  "type",
  "status",
  "executionStartTime",
  "executionStopTime",
  "executionDuration",
  "policyId",
  "policyName",
  "protectedInstancesCount",
] as const;

export type ExportField = (typeof EXPORT_FIELDS)[number];

/**
 * The columns of an export are not documented, so a field is known by the JSON member's name and by what people and the
 * vendor's screens call it; case, spaces, punctuation and a last `UTC` do not matter.
 */
const FIELD_BY_HEADING = {
  id: "id",
  sessionid: "id",
  jobsessionid: "id",
  type: "type",
  sessiontype: "type",
  status: "status",
  sessionstatus: "status",
  result: "status",
  executionstarttime: "executionStartTime",
  starttime: "executionStartTime",
  start: "executionStartTime",
  started: "executionStartTime",
  executionstoptime: "executionStopTime",
  executionendtime: "executionStopTime",
  stoptime: "executionStopTime",
  endtime: "executionStopTime",
  stop: "executionStopTime",
  end: "executionStopTime",
  executionduration: "executionDuration",
  duration: "executionDuration",
  policyid: "policyId",
  backupjobinfopolicyid: "policyId",
  healthcheckjobinfopolicyid: "policyId",
  policyname: "policyName",
  policy: "policyName",
  backupjobinfopolicyname: "policyName",
  healthcheckjobinfopolicyname: "policyName",
  protectedinstancescount: "protectedInstancesCount",
  protectedinstances: "protectedInstancesCount",
  backupjobinfoprotectedinstancescount: "protectedInstancesCount",
} as const satisfies Record<string, ExportField>;

/** Null for a heading that means nothing to us: those are normal. */
export function fieldOf(heading: string): ExportField | null {
  const letters = lettersOf(heading);
  const name = letters.endsWith("utc") ? letters.slice(0, -3) : letters;
  return Object.hasOwn(FIELD_BY_HEADING, name)
    ? FIELD_BY_HEADING[name as keyof typeof FIELD_BY_HEADING]
    : null;
}

/** Whether the column or element holds the link to the file-level recovery browser, or a part of it. */
export function isAccessLink(heading: string): boolean {
  return lettersOf(heading).includes("flrlink");
}

function lettersOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** What a header must tell, each with what to call it; no session can be told without. */
const NEEDED: readonly (readonly [what: string, fields: readonly ExportField[]])[] = [
  ["an id", ["id"]],
  ["a status", ["status"]],
  ["a start or end time", ["executionStartTime", "executionStopTime"]],
];

/** What no column of a header tells, in words; null where nothing is missing. */
export function missingIn(fields: readonly (ExportField | null)[]): string | null {
  const missing = NEEDED.filter(([, wanted]) => !wanted.some((field) => fields.includes(field)));
  return missing.length === 0 ? null : missing.map(([what]) => what).join(", nor for ");
}
