export { type Collector, createCollector, normalizeReply } from "./collect.ts";
export { createDecoder, type Decoder } from "./decode.ts";
export { blankSession } from "./empty-session.ts";
export { finishSession, isBackupKind } from "./finish-session.ts";
export type {
  Context,
  KnownContainer,
  Normalized,
  Outcome,
  RawRecord,
  Reject,
  ReplyEnd,
  ReplyFailure,
  ReplyReader,
  Sink,
} from "./outcome.ts";
export { plainId, renameForStart, resolveRepeats } from "./repeats.ts";
export {
  BACKUP_KINDS,
  DEVICE_KINDS,
  type Device,
  type DeviceKind,
  FAILED_STATUSES,
  type FieldIssue,
  FLAGS,
  type Flag,
  KINDS,
  type Kind,
  LEVELS,
  type Level,
  type Named,
  type Session,
  STATUSES,
  type Status,
  VENDORS,
  type Vendor,
} from "./session.ts";
export { createSlicer, createSurveyor, type Slicer, type Survey, type Surveyor } from "./survey.ts";
export { type ClockTime, epochOf, isTimeZone, zonedToUtc } from "./time.ts";
export { type CreateReader, VENDOR_READERS } from "./vendors/registry.ts";
export {
  createJobHistoryReader,
  type Job,
  type JobHistory,
  NO_JOB_HISTORY,
  withJob,
} from "./vendors/unitrends/job-history.ts";
export { withChildFigures } from "./vendors/veeam-azure/child-figures.ts";
export { childrenAllowed } from "./vendors/veeam-azure/kinds.ts";
export { type ListedThing, readListing } from "./vendors/veeam-azure/listing.ts";
export { firstTrouble } from "./vendors/veeam-azure/log.ts";
export {
  createJoin,
  type EnterpriseManagerEnd,
  type Join,
} from "./vendors/veeam-enterprise-manager/normalize.ts";
