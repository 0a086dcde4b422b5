import type { Context, Outcome, Session } from "@lastgood/normalize";
import {
  COLLECTION,
  COLLECTION_OF_ENTITIES,
  entityPath,
  tasksPath,
} from "../../vendors/veeam-enterprise-manager/paths.ts";
import { VendorError } from "../../vendors/vendor-error.ts";
import { createJoinedReplies, isStrayTask, type JoinedReplies, lacksItsTask } from "./joined-replies.ts";

/** A reference has its start from its Name, in the backup server's local time: it may lie this far off. */
const ZONE_ERROR = 26 * 3_600_000;

export interface CollectionRead {
  outcome: Outcome;
  trouble: VendorError | null;
  way: string;
}

/** Refused as a whole: there may be another way to the same. */
export function isRefused(error: unknown): error is VendorError {
  return error instanceof VendorError && [403, 404, 501].includes(error.status ?? 0);
}

/**
 * The ways down where the query service is refused: the collection of agent sessions, as entities or as references with
 * one call for each entity, and one call for the tasks of each. Both list the last 30 days; calls are made for sessions
 * from `from` on (epoch milliseconds) and for those still open. A session whose entity cannot be read stands as its
 * reference tells it: that there was a run, and not how it ended.
 * @param get reads one reply into the join, and throws where it is no whole one
 */
export async function readCollections(
  context: Context,
  get: (path: string, into: JoinedReplies) => Promise<unknown>,
  from: number,
  openSessionIds: ReadonlySet<string>,
): Promise<CollectionRead> {
  const replies = createJoinedReplies(context);
  const { listed, hasEntities } = await list(context, get, replies);

  const earliest = hasEntities ? from : from - ZONE_ERROR;
  const isWanted = ({ id, startedAt, status }: Session) =>
    startedAt === null ||
    Date.parse(startedAt) >= earliest ||
    openSessionIds.has(id) ||
    (hasEntities && status === "running");
  const wanted = listed.filter(isWanted);
  const parents = new Set(listed.map(({ parentId }) => parentId));
  const wantedIds = new Set(wanted.map(({ id }) => id));
  let trouble: VendorError | null = null;
  let isCutShort = false;
  for (const { id, vendorId, device } of wanted) {
    if (vendorId === null) continue;
    let isRead = hasEntities;
    try {
      if (!isRead) await get(entityPath(vendorId), replies);
      isRead = true;
      // Tasks of a container that has machine sessions are theirs.
      if (!parents.has(id)) await get(tasksPath(vendorId), replies);
    } catch (error) {
      if (!(error instanceof VendorError) || error.status === 401) throw error;
      // A machine session without a task tells its own result; a container's machines are told by nothing else.
      if (error.status === 404 && isRead && device !== null) continue;
      trouble ??= error;
      if (error.status === 404) continue;
      isCutShort = true;
      break;
    }
  }
  const outcome = replies.finish(
    (session, given) =>
      (wantedIds.has(session.id) ||
        (session.vendorStatus !== null && wantedIds.has(session.parentId ?? ""))) &&
      !isStrayTask(session, given) &&
      !(isCutShort && lacksItsTask(session)),
  );
  return { outcome, trouble, way: hasEntities ? "by its list of agent sessions" : "session by session" };
}

async function list(
  context: Context,
  get: (path: string, into: JoinedReplies) => Promise<unknown>,
  replies: JoinedReplies,
) {
  let hasEntities = true;
  const alone = createJoinedReplies(context);
  const both: JoinedReplies = {
    async add(reply) {
      await alone.add(reply);
      return replies.add(reply);
    },
    finish: replies.finish,
  };
  try {
    await get(COLLECTION_OF_ENTITIES, both);
  } catch (error) {
    if (!isRefused(error)) throw error;
    hasEntities = false;
    await get(COLLECTION, both);
  }
  const listed = alone.finish(() => true).sessions.map(({ session }) => session);
  return { listed, hasEntities };
}
