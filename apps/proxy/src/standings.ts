import type { ProtectedItem } from "./contract.ts";
import { STATES, type State } from "./contract.ts";
import type { ItemFacts } from "./insight/facts.ts";
import { nextOf, readProvenState, readStanding } from "./insight/proven-state.ts";
import { type Retirement, readRetirement } from "./insight/retirement.ts";
import { readEarlier } from "./insight/yesterday.ts";
import { viewItem, viewRetired } from "./item-view.ts";
import { createItemsOfThings, type Thing } from "./items-of-things.ts";
import { createTurns } from "./turns.ts";

const DAY = 86_400_000;
/** How long before the clock turns something it is judged: what turns at one instant may take seconds beside other work. */
const AHEAD_MS = 15_000;

/** One protected item as it stands. */
export interface Entry {
  id: string;
  facts: ItemFacts;
  state: State;
  /** As it was worded when it was judged: to look for words in. `item` tells the ages of now. */
  reason: string;
  /** Since when it has this state, when its next run is due, when its last good one was: epoch milliseconds or null. */
  since: number | null;
  dueAt: number | null;
  lastGoodAt: number | null;
  failuresInARow: number;
  isRunning: boolean;
  /** A day before, as the same reading at an earlier instant gives it; null where it was retired then. */
  dayBefore: State | null;
  /** Worded anew each time, for the clock that was asked for last. */
  readonly item: ProtectedItem;
}

/** The clock of the newest question. */
interface Clock {
  now: number;
}

/** Of a source that was taken out of the configuration: nothing is judged, whatever the clock says. */
const LEFT: Retirement = { since: null, reason: "its source was taken out of the configuration" };

const NEVER_TURNS = { state: null, until: Number.POSITIVE_INFINITY };

class Standing implements Entry {
  readonly id: string;
  readonly facts: ItemFacts;
  readonly state: State;
  readonly reason: string;
  readonly since: number | null;
  readonly dueAt: number | null;
  readonly lastGoodAt: number | null;
  readonly failuresInARow: number;
  readonly isRunning: boolean;
  /** It reads the same at every clock from `from` on and before `until`, and the day before until `beforeUntil`. */
  readonly from: number;
  readonly until: number;
  readonly dayBefore: State | null;
  readonly beforeUntil: number;
  readonly isLeft: boolean;
  private readonly clock: Clock;
  private next: Standing | null = null;

  /** `last`: how it stood by the same facts. */
  constructor({ facts, isLeft }: Judged, now: number, clock: Clock, last: Standing | null) {
    this.id = facts.history.item.id;
    this.facts = facts;
    this.isLeft = isLeft;
    this.clock = clock;
    this.from = now;
    if (last !== null && now >= last.from && now < last.beforeUntil) {
      this.dayBefore = last.dayBefore;
      this.beforeUntil = last.beforeUntil;
    } else {
      const { state, until } = isLeft ? NEVER_TURNS : readEarlier(facts, now - DAY);
      this.dayBefore = state;
      this.beforeUntil = until + DAY;
    }
    if (last !== null && now >= last.from && now < last.until) {
      this.state = last.state;
      this.reason = last.reason;
      this.since = last.since;
      this.dueAt = last.dueAt;
      this.lastGoodAt = last.lastGoodAt;
      this.failuresInARow = last.failuresInARow;
      this.isRunning = last.isRunning;
      this.until = last.until;
      return;
    }
    const retirement = isLeft ? LEFT : readRetirement(facts, now);
    const turns = isLeft ? NEVER_TURNS.until : nextOf([facts.removedSince, facts.goneSince], now);
    if (retirement) {
      this.state = "retired";
      this.reason = retirement.reason;
      this.since = retirement.since;
      this.dueAt = null;
      this.lastGoodAt = msOf(facts.history.lastGood?.at);
      this.failuresInARow = 0;
      this.isRunning = false;
      this.until = turns;
      return;
    }
    const { verdict, until } = readStanding(facts, now);
    this.state = verdict.state;
    this.reason = verdict.reason;
    this.since = verdict.since;
    this.dueAt = verdict.dueAt;
    this.lastGoodAt = msOf(verdict.lastGood?.at);
    this.failuresInARow = verdict.failuresInARow;
    this.isRunning = verdict.running !== null;
    this.until = Math.min(until, turns);
  }

  get item(): ProtectedItem {
    const { facts, isLeft, clock } = this;
    const { history, lastReadAt } = facts;
    const retirement = isLeft ? LEFT : readRetirement(facts, clock.now);
    return retirement
      ? viewRetired(history, retirement, lastReadAt)
      : viewItem(history.item, readProvenState(facts, clock.now), lastReadAt);
  }

  holdsAt(now: number): boolean {
    return now >= this.from && now < this.until && now < this.beforeUntil;
  }

  at(now: number): Standing {
    return this.next?.holdsAt(now) ? this.next : new Standing(this, now, this.clock, this);
  }

  /** Judges how it stands from when the clock turns it, where that is before `soon`. */
  judgeNext(soon: number): void {
    const turnsAt = Math.min(this.until, this.beforeUntil);
    if (turnsAt <= soon) this.next ??= new Standing(this, turnsAt, this.clock, this);
  }
}

const msOf = (time: string | null | undefined) => (time == null ? null : Date.parse(time));

const SHOWN = Object.fromEntries(STATES.map((state, i) => [state, i])) as Record<State, number>;

/** The order in which items are shown: by state, then the longest streak, then the oldest last good. */
function worstFirst(a: Standing, b: Standing): number {
  const byState = SHOWN[a.state] - SHOWN[b.state];
  if (byState !== 0) return byState;
  const byStreak = b.failuresInARow - a.failuresInARow;
  if (byStreak !== 0) return byStreak;
  if (a.lastGoodAt !== b.lastGoodAt)
    return (a.lastGoodAt ?? Number.NEGATIVE_INFINITY) < (b.lastGoodAt ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
  return a.id < b.id ? -1 : a.id === b.id ? 0 : 1;
}

/** Both in order in, in order out. Few are put among many: their places are looked for, and what lies between is taken whole. */
function merged(many: readonly Standing[], few: readonly Standing[]): readonly Standing[] {
  const parts: (readonly Standing[])[] = [];
  let taken = 0;
  for (const standing of few) {
    let [low, high] = [taken, many.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (worstFirst(many[middle] as Standing, standing) <= 0) low = middle + 1;
      else high = middle;
    }
    parts.push(many.slice(taken, low), [standing]);
    taken = low;
  }
  return parts.concat([many.slice(taken)]).flat();
}

/** Facts to judge an item by; `isLeft`: its source was taken out of the configuration. */
export interface Judged {
  facts: ItemFacts;
  isLeft: boolean;
}

/**
 * Every item as it stands, worst first. An item is judged anew only where its facts changed, or where the clock reached an
 * instant from which on they may read differently: nothing else can turn a verdict.
 */
export function createStandings() {
  const clock: Clock = { now: 0 };
  const standings = new Map<string, Standing>();
  const itemsOf = createItemsOfThings();
  let order: readonly Standing[] = [];
  /** Every standing holds from here on, and until there. */
  let holds = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

  function commit(changed: readonly Standing[], removed: Iterable<string>): void {
    for (const id of removed) {
      const gone = standings.get(id);
      if (gone) itemsOf.remove(gone.facts.history.item);
      standings.delete(id);
    }
    // What was judged ahead may stand there by now.
    const fresh = changed.filter((standing) => standings.get(standing.id) !== standing);
    for (const standing of fresh) {
      itemsOf.put(standing.facts.history.item, standings.get(standing.id)?.facts.history.item);
      standings.set(standing.id, standing);
    }
    const rest = order.filter((standing) => standings.get(standing.id) === standing);
    order = merged(rest, fresh.toSorted(worstFirst));
    holds = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
    for (const { from, until, beforeUntil } of order) {
      if (from > holds.from) holds.from = from;
      if (until < holds.until) holds.until = until;
      if (beforeUntil < holds.until) holds.until = beforeUntil;
    }
  }

  /** Judges in slices, so that other work has its turn in between. */
  async function inSlices<T>(list: Iterable<T>, judge: (one: T) => Standing): Promise<Standing[]> {
    const judged: Standing[] = [];
    const turn = createTurns();
    for (const one of list) {
      judged.push(judge(one));
      await turn();
    }
    return judged;
  }

  const holdsAt = (now: number) => now >= holds.from && now < holds.until;

  function entries(now: number): readonly Standing[] {
    clock.now = now;
    if (!holdsAt(now))
      commit(
        order.filter((standing) => !standing.holdsAt(now)).map((standing) => standing.at(now)),
        [],
      );
    return order;
  }

  return {
    entries,
    entry(id: string, now: number): Standing | undefined {
      entries(now);
      return standings.get(id);
    },
    entriesOf(thing: Thing, id: string, now: number): Standing[] {
      entries(now);
      return [...itemsOf.of(thing, id)].map((own) => standings.get(own) as Standing).sort(worstFirst);
    },
    /** For once a second: judges in slices what the clock is about to turn, so that no question has to judge thousands. */
    async lookAhead(now: number): Promise<void> {
      entries(now);
      if (holds.until > now + AHEAD_MS) return;
      const turn = createTurns();
      for (const standing of order) {
        standing.judgeNext(now + AHEAD_MS);
        await turn();
      }
    },
    /** Takes the facts that changed and judges by them; what is `removed` is no item any more. */
    async take(changed: Iterable<Judged>, removed: Iterable<string>, now: number): Promise<void> {
      const judged = await inSlices(changed, (one) => new Standing(one, now, clock, null));
      commit(judged, removed);
      // What the clock turned while nobody asked, so that the next who does need not wait for it.
      const turning = holdsAt(now) ? [] : order.filter((one) => !one.holdsAt(now));
      const turned = await inSlices(turning, (one) => one.at(now));
      const stands = turned.filter((one) => standings.get(one.id)?.facts === one.facts);
      if (stands.length > 0) commit(stands, []);
    },
  };
}

export type Standings = ReturnType<typeof createStandings>;
