import { useLayoutEffect } from "react";

/**
 * Takes away the answer that came within the page (`proxy/src/routes/first-answer.ts`): once there is one of its own, once
 * it is known that there is none, and where another page is shown.
 */
export function useOwnAnswer(isKnown: boolean): void {
  useLayoutEffect(() => {
    if (isKnown) document.getElementById("first-answer")?.remove();
  }, [isKnown]);
}
