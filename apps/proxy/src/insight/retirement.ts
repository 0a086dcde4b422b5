import type { ItemFacts } from "./facts.ts";
import { isFailure } from "./good.ts";
import { ageInWords } from "./words.ts";

/** Why an item is out of the counts, and since when; null where that is not known. */
export interface Retirement {
  since: number | null;
  reason: string;
}

/** A run that began after an inventory lacked the item says that somebody still means to back it up. */
function isStillMeant({ history, policyRuns, missingSince }: ItemFacts): boolean {
  const isLater = (at: number) => missingSince !== null && at > missingSince;
  return (
    history.runs.some((run) => run.at !== null && isLater(Date.parse(run.at))) ||
    policyRuns.some((run) => isLater(run.at) && isFailure(run.status))
  );
}

/** Null while the item is to be judged. Nothing retires for want of reading, and nothing while an error stands in for its absence. */
export function readRetirement(facts: ItemFacts, now: number): Retirement | null {
  const { removedSince, goneSince, missingSince } = facts;
  if (removedSince !== null && removedSince <= now)
    return { since: removedSince, reason: "the vendor says that the policy was removed" };
  if (goneSince === null || goneSince > now || isStillMeant(facts)) return null;
  const age = ageInWords(now - (missingSince ?? goneSince));
  return { since: goneSince, reason: `not in the inventory since ${age}: three complete ones lack it` };
}
