import { type Cadence, learnCadence } from "../../../apps/proxy/src/insight/cadence.ts";
import { isGood } from "../../../apps/proxy/src/insight/good.ts";
import { median } from "../../../apps/proxy/src/insight/median.ts";
import { readState } from "../../../apps/proxy/src/insight/state.ts";
import type { LabelledItem, Span } from "../../../packages/simulators/src/labelled-year/labelled-year.ts";
import { factsAt, POLL_MS, pollAfter, type SeenRun } from "./lived-item.ts";
import type { Score } from "./score.ts";

/** When an item is called overdue; `dueAt` as the one who calls it so tells it. */
export interface Raised extends Span {
  dueAt: number;
}

/** Between two sights of something new only the clock moves: each such stretch with what is known in it. */
function* stretches(
  item: LabelledItem,
  seen: readonly SeenRun[],
  end: number,
): Generator<Span & { known: SeenRun[] }> {
  const known: SeenRun[] = [];
  for (const [i, run] of seen.entries()) {
    known.push(run);
    const to = seen[i + 1]?.seenAt ?? end;
    if (to <= run.seenAt) continue;
    const turns = [run.seenAt, to];
    for (const { from, to: over } of [...item.dark, ...item.disabled])
      turns.push(...[from, over].filter((at) => at > run.seenAt && at < to));
    turns.sort((a, b) => a - b);
    for (let n = 1; n < turns.length; n += 1)
      yield { from: turns[n - 1] as number, to: turns[n] as number, known };
  }
}

/** As the state's reading has it. */
export function raisedByState(item: LabelledItem, seen: readonly SeenRun[], end: number): Raised[] {
  const raised: Raised[] = [];
  let learnt: { runs: number; cadence: Cadence | null } = { runs: 0, cadence: null };
  for (const { from, to, known } of stretches(item, seen, end)) {
    if (learnt.runs !== known.length)
      learnt = { runs: known.length, cadence: learnCadence(newest(known, 60), item.timeZone) };
    const stateAt = (now: number) => readState(factsAt(item, known.slice(-70), now, learnt.cadence), now);
    const first = stateAt(from);
    const dueAt = first.dueAt ?? Number.POSITIVE_INFINITY;
    if (first.state === "overdue") add(raised, { from, to, dueAt });
    else if (dueAt < to) {
      const at = pollAfter(dueAt + 1, item.dark);
      if (at < to && stateAt(at).state === "overdue") add(raised, { from: at, to, dueAt });
    }
  }
  return raised;
}

/** The plain rule: no good run for one and a half times the usual gap. */
export function raisedByPlainRule(item: LabelledItem, seen: readonly SeenRun[], end: number): Raised[] {
  const raised: Raised[] = [];
  for (const { from, to, known } of stretches(item, seen, end)) {
    const runs = newest(known, 60);
    const starts = runs.map(({ label }) => label.startedAt);
    const gap = median(starts.slice(1).map((at, i) => (starts[i] as number) - at));
    const good = runs.find(isGood);
    if (gap === null || !good || starts.length < 4) continue;
    const dueAt = good.label.startedAt + 1.5 * gap;
    if (dueAt < to) add(raised, { from: Math.max(from, pollAfter(dueAt, item.dark)), to, dueAt });
  }
  return raised;
}

const newest = (known: readonly SeenRun[], most: number) =>
  known
    .slice(-most - 10)
    .sort((a, b) => b.label.startedAt - a.label.startedAt)
    .slice(0, most);

/** One call of overdue goes on where something new was seen and it still holds. */
function add(raised: Raised[], span: Raised): void {
  if (span.from >= span.to) return;
  const last = raised.at(-1);
  if (last && span.from - last.to <= POLL_MS) last.to = span.to;
  else raised.push(span);
}

/** A run that protected nothing is no backup: until the next one there is none, and to say so is right. */
function followsEmptyRun({ runs }: LabelledItem, { from }: Raised): boolean {
  return runs.findLast(({ toldAt }) => toldAt <= from)?.flags.includes("nothing-protected") ?? false;
}

/** A missing run counts as found where overdue is raised before the next run is seen; every other call is in vain. */
export function scoreOverdue(
  item: LabelledItem,
  raised: readonly Raised[],
  score: Score,
  delays: number[],
): Raised[] {
  const used = new Set<Raised>();
  for (const { expectedAt, until } of item.gaps) {
    const from = expectedAt[0] as number;
    const to = pollAfter(until, item.dark) + POLL_MS;
    const found = raised.filter((one) => one.from < to && one.to > from);
    for (const one of found) used.add(one);
    const [first] = found;
    if (first) {
      score.right += 1;
      delays.push(first.from - first.dueAt);
    } else score.missed += 1;
  }
  const inVain = raised.filter((one) => !used.has(one) && !followsEmptyRun(item, one));
  score.inVain += inVain.length;
  return inVain;
}
