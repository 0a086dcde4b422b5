import type { ExportField } from "./export-columns.ts";
import { type RowReading, readJobSession } from "./job-session.ts";
import { childrenAllowed, KIND_BY_TYPE, kindOf } from "./kinds.ts";

/**
 * One row of an export in CSV or XML, read as the row of `jobSessions` that it stands for. `fields` and `values` go side
 * by side. A field told twice in different words is not believed, and a row without a readable time is none: it would
 * stand as run at the time of its import.
 */
export function readExportRow(
  fields: readonly (ExportField | null)[],
  values: readonly string[],
  sourceId: string,
  lostField: ExportField | null = null,
): RowReading {
  const told: Partial<Record<ExportField, string>> = {};
  const twice = new Set<ExportField>();
  for (const [i, field] of fields.entries()) {
    const value = (values[i] ?? "").trim();
    if (field === null || !SAYS_SOMETHING.test(value)) continue;
    if (told[field] !== undefined && told[field] !== value) twice.add(field);
    told[field] = value;
  }
  for (const field of twice) delete told[field];
  if (lostField !== null) delete told[lostField];
  if (twice.has("id")) return { reason: "The record has two ids" };
  if (lostField === "id") return { reason: "The file ends within the record's id" };
  // An id with a damaged character could be another's.
  if (told.id?.includes("\ufffd")) return { reason: "The record's id holds a character that cannot be read" };

  const reading = readJobSession(rowOf(told), sourceId);
  if ("reason" in reading) return reading;
  const { session } = reading;
  if (session.startedAt === null && session.endedAt === null) {
    const given = told.executionStartTime ?? told.executionStopTime;
    return {
      reason: `The record has no time that can be read${given === undefined ? "" : ` ("${given.slice(0, 60)}")`}`,
    };
  }
  for (const field of twice) session.issues.push({ field, problem: "given more than once" });
  if (lostField !== null) session.issues.push({ field: lostField, problem: "the file ends within it" });
  return reading;
}

/** A dash stands for nothing. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

function rowOf({ policyId, policyName, protectedInstancesCount, type: written, ...row }: Told): object {
  const type = written === undefined ? undefined : typeOf(written);
  // A count of 0 stands in rows of the appliance's own work too, and is no policy.
  const isOfPolicy = policyId !== undefined || policyName !== undefined;
  const counts = protectedInstancesCount !== undefined && childrenAllowed(kindOf(type ?? null));
  const backupJobInfo = { policyId, policyName, protectedInstancesCount };
  return { ...row, type, ...(isOfPolicy || counts ? { backupJobInfo } : {}) };
}

type Told = Partial<Record<ExportField, string>>;

/** `Policy Backup`, as the vendor writes a type for people, is `PolicyBackup`; words not known stay as they came. */
function typeOf(written: string): string {
  const joined = written.replaceAll(" ", "");
  return Object.hasOwn(KIND_BY_TYPE, joined) ? joined : written;
}
