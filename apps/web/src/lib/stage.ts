import { startTransition, useEffect, useState } from "react";

let wasDrawn = false;

/**
 * How much of a page to draw, from 0 up to `last`: the first time one more after each paint, so that the answer is seen
 * before what stands below it and no piece holds up what is pressed. Afterwards all at once: Back leads to where one was.
 */
export function useStage(last: number): number {
  const stage = useGrowing(wasDrawn ? last : 0, last, 1);
  useEffect(() => {
    if (stage === last) wasDrawn = true;
  }, [stage, last]);
  return stage;
}

/** How many of `total` to draw: `first`, after a paint one step more, then after each twice as many. */
export function useGrowing(first: number, total: number, step: number): number {
  const [count, setCount] = useState(first);
  useEffect(() => {
    if (count < total) startTransition(() => setCount(count + Math.max(step, count)));
  }, [count, total, step]);
  return Math.min(count, total);
}
