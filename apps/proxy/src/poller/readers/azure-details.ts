import {
  childrenAllowed,
  firstTrouble,
  type Normalized,
  type Outcome,
  type Session,
  withChildFigures,
} from "@lastgood/normalize";
import type { SourceConfig } from "../../config-types.ts";
import type { AzureClient } from "../../vendors/veeam-azure/client.ts";
import { readPages } from "../../vendors/veeam-azure/pages.ts";
import { endsThePoll, errorAbout, VendorError } from "../../vendors/vendor-error.ts";
import type { AzureMemory } from "./azure-memory.ts";

/** A session with what the appliance tells of it elsewhere. */
export interface Detailed {
  normalized: Normalized;
  children: Outcome[];
  /** Why not all of it could be read; null where it was. */
  trouble: VendorError | null;
  /** How the run went for its devices is among what could not be read. */
  lacksChildren: boolean;
  /** It is said to have none, though sessions of its type do. */
  deniesChildren: boolean;
}

/**
 * Asks for a session's protected items, and for its log where it is red or yellow. What goes wrong with one session is
 * told with it; throws what the next one would meet too.
 */
export async function withDetails(
  { source, client }: { source: SourceConfig; client: AzureClient },
  normalized: Normalized,
  known: AzureMemory,
  signal: AbortSignal,
): Promise<Detailed> {
  let { session } = normalized;
  const children: Outcome[] = [];
  let trouble: VendorError | null = null;
  let deniesChildren = false;
  const attempt = async (read: (vendorId: string) => Promise<void>, hasNone: () => boolean = () => true) => {
    if (session.vendorId === null) return;
    await read(session.vendorId).catch((error) => {
      if (!(error instanceof VendorError) || endsThePoll(error)) throw error;
      // 400: it has none; 404: it is gone.
      if ((error.status === 400 || error.status === 404) && hasNone()) return;
      const what = `session ${session.vendorId} (${session.policy?.name ?? session.vendorType})`;
      trouble = errorAbout(source, what, error);
    });
  };
  if (childrenAllowed(session.kind))
    await attempt(
      async (vendorId) => {
        const parent = { sourceId: source.id, parent: session };
        for await (const page of readPages(source, parent, (offset) =>
          client.protectedItems(vendorId, offset, signal),
        ))
          children.push(page);
        const isEach = children.every(({ rejects }) => rejects.length === 0);
        const read = children.flatMap(({ sessions }) => sessions.map((child) => child.session));
        if (isEach) session = withChildFigures(session, read);
        if (read.length > 0) known.setHadChildren(session);
      },
      () => {
        deniesChildren = known.hasHadChildren(session);
        // A run that went wrong may have come to none; one that went well has them.
        return !deniesChildren || (session.status !== "success" && session.status !== "warning");
      },
    );
  const lacksChildren = trouble !== null;
  if (session.status === "failed" || session.status === "warning")
    await attempt(async (vendorId) => {
      session = { ...session, message: firstTrouble(await client.log(vendorId, signal)) };
    });
  return { normalized: { ...normalized, session }, children, trouble, lacksChildren, deniesChildren };
}

/** Sessions, each followed by its children, as one reply would have told them. */
export function joined(detailed: readonly Detailed[]): Outcome {
  const children = detailed.flatMap((one) => one.children);
  const sum = (of: (outcome: Outcome) => number) => children.reduce((total, one) => total + of(one), 0);
  return {
    records: detailed.length + sum(({ records }) => records),
    sessions: detailed.flatMap((one) => [
      one.normalized,
      ...one.children.flatMap(({ sessions }) => sessions),
    ]),
    rejects: children.flatMap(({ rejects }) => rejects),
    repeats: sum(({ repeats }) => repeats),
    repeated: children.flatMap(({ repeated }) => repeated),
    failure: null,
    total: null,
  };
}

/** Nothing of it will change. What is unknown may yet be told, and a machine may end after its session. */
export function isSettled({ status }: Session, children: readonly Outcome[]): boolean {
  const isOpen = children.some(({ sessions }) =>
    sessions.some((child) => child.session.status === "running"),
  );
  return status !== "running" && status !== "unknown" && !isOpen;
}
