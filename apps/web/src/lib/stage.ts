import { startTransition, useEffect, useState } from "react";

let isDrawn = false;

/**
 * How much of a page to draw, from 0 up to `last`: while the app is drawn for the first time one more after each paint, so
 * that the answer is seen before what stands below it and no piece holds up what is pressed. Afterwards all at once.
 */
export function useStage(last: number): number {
  const [stage, setStage] = useState(isDrawn ? last : 0);
  useEffect(() => {
    if (stage < last) startTransition(() => setStage(stage + 1));
    else isDrawn = true;
  }, [stage, last]);
  return stage;
}
