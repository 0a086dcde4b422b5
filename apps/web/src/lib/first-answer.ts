import { useLayoutEffect } from "react";

/**
 * Takes away the answer that came within the page (`proxy/src/routes/first-answer.ts`) once there is one of its own, or
 * it is known that there is none; and when the page is left.
 */
export function useOwnAnswer(isKnown: boolean): void {
  useLayoutEffect(() => {
    if (isKnown) takeAway();
  }, [isKnown]);
  useLayoutEffect(() => takeAway, []);
}

const takeAway = () => document.getElementById("first-answer")?.remove();
