import type { Session } from "@lastgood/normalize";
import { betterCells, type Cells, cellsOf, uncounted, unexplained } from "./cells-compared.ts";
import { expectedKind } from "./expected-kind.ts";
import { type House, house } from "./house.ts";
import { type Items, improvements, itemsOf, strangeStates } from "./items-compared.ts";
import type { MatrixFault } from "./matrix-faults.ts";
import type { Room } from "./room.ts";
import type { Story } from "./story.ts";
import type { VendorCall } from "./vendor-calls.ts";

/** A line of the table: what one vendor call under one fault came to. */
export interface Cell {
  call: string;
  fault: string;
  kind: string | null;
  /** What the source said; null where it went on without. */
  said: string | null;
  lost: number;
  doubled: number;
  pollsToHeal: number;
  /** What was promised and not kept; empty where all was. */
  broken: string[];
}

/** The same polls without a fault: what the struck ones are compared with. Item ids without the source's. */
export interface Unharmed {
  struck: Items;
  cells: Cells;
  healed: Items;
  /** Ids of all sessions that the store then held, without the source's. */
  stored: ReadonlySet<string>;
}

const MOST_POLLS = 3;
const HOUR = 3_600_000;

export async function unharmed(given: Room, call: VendorCall, story?: Story): Promise<Unharmed> {
  await using one = await house(given, call, story);
  await untilStruck(one, call);
  await one.poll();
  const struck = itemsOf(one);
  const cells = await cellsOf(one);
  one.later();
  await one.poll();
  return { struck, cells, healed: itemsOf(one), stored: new Set((await one.stored()).map(ownId)) };
}

/** A good poll, the fault, and good polls until it is healed. */
export async function cellOf(
  given: Room,
  call: VendorCall,
  fault: MatrixFault,
  twin: Unharmed,
  story?: Story,
): Promise<Cell> {
  await using one = await house(given, call, story);
  const broken: string[] = [];
  const check = (isKept: boolean, promise: string) => void (isKept || broken.push(promise));
  await untilStruck(one, call);
  const before = itemsOf(one);
  const cellsBefore = await cellsOf(one);
  const startedAt = one.now();

  await one.strike(fault);
  await one.poll();
  const { record, nextPollAt } = one.health();
  const after = itemsOf(one);
  const { kind = null, message: said = null } = record.error ?? {};
  const isMet = one.met() > (fault.simulated?.after ?? 0);
  const expected = isMet ? expectedKind(call, fault.name) : null;
  check(kind === expected, `its error is of kind ${expected}, and was ${kind}`);
  if (said !== null) check(isPlain(anywhere(said)), `its words are plain: ${said}`);
  check(nextPollAt !== null && nextPollAt > startedAt, "the next try is known");
  if (kind === "auth") check(nextPollAt === startedAt + HOUR, "a refused logon is tried again in an hour");
  if (fault.simulated?.retryAfter !== undefined && kind !== null && kind !== "auth")
    check(nextPollAt === startedAt + 120_000, "the next try is when the vendor asks for it");
  const improved = improvements(kind === null ? new Map() : before, after, twin.struck, startedAt);
  for (const promise of improved) broken.push(promise);
  for (const promise of unexplained(one)) broken.push(promise);
  const cells = await cellsOf(one);
  for (const promise of betterCells(
    kind === null ? new Map() : cellsBefore,
    cells,
    twin.cells,
    after,
    twin.struck,
    startedAt,
  ))
    broken.push(promise);
  for (const promise of await uncounted(one)) broken.push(promise);

  await one.strike(null);
  let pollsToHeal = 0;
  do {
    one.later();
    await one.poll();
    pollsToHeal += 1;
  } while (one.health().record.error !== null && pollsToHeal < MOST_POLLS);
  // A device that went while its list could not be read makes one more poll fail.
  check(
    pollsToHeal === 1 || (story !== undefined && pollsToHeal === 2),
    `the next good poll heals it, not the ${pollsToHeal}.`,
  );
  if (pollsToHeal === 1) {
    const strange = strangeStates(itemsOf(one), twin.healed);
    check(strange.length === 0, `its states are those without the fault: ${strange.join("; ")}`);
  }

  const { lost, doubled, differing } = await compared(one, fault, twin);
  check(lost === 0, `no session is lost: ${lost}`);
  check(doubled === 0, `no session is doubled: ${doubled}`);
  check(
    differing.length === 0,
    `every session is as the vendor tells it: ${differing.slice(0, 3).join("; ")}`,
  );
  check(one.simulator.forbidden().length === 0, "nothing forbidden was sent");
  const everything = await one.said();
  for (const secret of one.secrets()) check(!everything.includes(secret), "no secret is told");
  return {
    call: `${call.vendor} ${call.name}`,
    fault: fault.name,
    kind,
    said: said === null ? null : anywhere(said),
    lost,
    doubled,
    pollsToHeal,
    broken,
  };
}

/** All that a poll under a fault finds changed is there, and no poll has seen it. */
async function untilStruck(one: House, call: VendorCall): Promise<void> {
  one.begin();
  if (!call.onFirstPoll) {
    await one.poll();
    const { error } = one.health().record;
    if (error !== null) throw new Error(`the poll without a fault failed: ${error.message}`);
    one.later();
  }
  one.turn();
  if (call.restarts) one.restart();
}

const ownId = ({ id, sourceId }: Session) => id.replace(`${sourceId}:`, "");

/** What the store holds against what the vendor tells, and what it told and tells no more. */
async function compared(one: House, fault: MatrixFault, twin: Unharmed) {
  const told = new Map(one.simulator.sessions(one.source.id).map((session) => [session.id, session]));
  const stored = await one.stored();
  const ids = new Set(stored.map(({ id }) => id));
  const differing = stored.flatMap((session) => {
    const meant = told.get(session.id);
    const [has, is] = [meant && coreOf(meant, fault), coreOf(session, fault)];
    return meant === undefined || has === is ? [] : [`${session.id} is ${is}, not ${has}`];
  });
  return {
    lost: [...told.keys()].filter((id) => !ids.has(id)).length,
    doubled: stored.filter((one) => !told.has(one.id) && !twin.stored.has(ownId(one))).length,
    differing,
  };
}

function coreOf(session: Session, { name }: MatrixFault): string {
  const { kind, status, vendorStatus, startedAt, endedAt, durationMs, parentId } = session;
  const { selectedBytes, transferredBytes, message, device, policy } = session;
  const names = name === "wrong-charset" ? [] : [device?.name, policy?.name];
  const figures = [selectedBytes, transferredBytes];
  // Without its log a session has no message.
  const words = name === "400" || name === "404" ? [] : [message];
  const times = [startedAt, endedAt, durationMs];
  const ids = [parentId, device?.id, policy?.id];
  return JSON.stringify([kind, status, vendorStatus, ...times, ...ids, ...names, ...figures, ...words]);
}

/** One line for a user: no stack, no code of ours or of a library, nothing that prints as undefined. */
function isPlain(said: string): boolean {
  const isLine = said.length > 10 && said.length < 500 && !/[\r\n\t]/.test(said);
  return (
    isLine &&
    !/undefined|\bnull\b|\[object|Error:|\bat \w+ \(|UND_ERR|ECONN|ENOTFOUND|EAI_|:\d+:\d+/.test(said)
  );
}

/** Ports, ids and what the request's echo holds differ from run to run. */
function anywhere(said: string): string {
  return said
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST")
    .replaceAll(/x{64}\.invalid/g, "HOST")
    .replaceAll(/\d+ (bytes?|kB) came/g, "a part of it came")
    .replaceAll(/within \d+ ms/g, "within its time")
    .replaceAll(/after \d+ (bytes?|kB)/g, "after a part of it")
    .replace(/cannot do .*?(?=$| \(and \d+ more)/, "…");
}
