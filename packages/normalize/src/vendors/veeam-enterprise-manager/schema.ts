/** A record's link to what stands above it. Its Href may name a host that is not the configured one: the guid is all that is used. */
export interface Link {
  to: "job" | "session";
  name: string | null;
  guid: string | null;
}

/** What is taken from one record of a reply, XML or JSON, in either key case. Texts are as the vendor wrote them, null where absent or empty. */
export interface TakenRecord {
  what: "session" | "task";
  /** It tells no state, result, type or time of its own: a reference, not an entity. */
  isReference: boolean;
  /** Lower case, from UID, else Href, else Id. */
  guid: string | null;
  name: string | null;
  /** Without those to a job that the record tells itself. */
  links: readonly Link[];
  jobGuid: string | null;
  jobName: string | null;
  jobType: string | null;
  /** A task's session. */
  jobSessionGuid: string | null;
  state: string | null;
  result: string | null;
  creationTime: unknown;
  endTime: unknown;
  failureMessage: string | null;
  /** A task's failure text; on success it is empty. */
  reason: string | null;
  /** A task's machine. */
  vmDisplayName: string | null;
  /** A task's bytes at the source: the vendor counts what was read, not what was transferred. */
  totalSize: unknown;
}

/** Where a reply of the query service stands among its pages; there is no total of records. */
export interface Paging {
  pageNum: number;
  pageSize: number;
  pagesCount: number;
}
