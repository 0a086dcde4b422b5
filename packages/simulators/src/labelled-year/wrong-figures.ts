import type { Flag } from "@lastgood/normalize";
import { draw } from "../world/random.ts";
import { HOUR_MS, MINUTE_MS } from "../world/zone.ts";
import type { Figures, Ways } from "./figures.ts";

/** One figure that is far from what is usual there; where that cannot show, the figures stay as they are. */
export function wrongFigures(
  figures: Figures,
  ways: Ways,
  dice: number,
): { figures: Figures; flags: Flag[] } {
  const strength = draw(dice, 1);
  const wrong = (changed: Partial<Figures>, ...flags: Flag[]) => ({
    figures: { ...figures, ...changed },
    flags,
  });
  const none = { figures, flags: [] };
  switch (dice % 7) {
    case 0:
      return wrong({ transferredBytes: 0 }, "nothing-transferred");
    case 1:
      return wrong(
        { selectedItems: 0, selectedBytes: 0, transferredBytes: 0 },
        "nothing-protected",
        "nothing-transferred",
        "selection-shrank",
      );
    case 2: {
      const left = 0.02 + 0.33 * strength;
      return wrong(
        {
          selectedBytes: Math.round(figures.selectedBytes * left),
          selectedItems: Math.max(1, Math.round(figures.selectedItems * left)),
        },
        "selection-shrank",
      );
    }
    case 3:
      return figures.level === "full" ||
        (ways.weeklyFull && figures.transferredBytes > figures.selectedBytes * 0.5)
        ? none
        : wrong(
            { transferredBytes: Math.round(figures.selectedBytes * ways.changeRate * (12 + 30 * strength)) },
            "transfer-spike",
          );
    case 4:
      return wrong(
        { durationMs: Math.min(8 * HOUR_MS, Math.round(ways.usualMs * (6 + 8 * strength)) + 15 * MINUTE_MS) },
        "too-slow",
      );
    case 5:
      return ways.usualMs < 20 * MINUTE_MS
        ? none
        : wrong({ durationMs: Math.round(ways.usualMs * (0.01 + 0.04 * strength)) }, "too-fast");
    default:
      return wrong({ errorCount: 1 + (dice % 9) }, "errors-counted");
  }
}
