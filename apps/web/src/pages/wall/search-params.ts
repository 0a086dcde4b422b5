import { readNumber, readText, readTexts, readWord } from "../../lib/search.ts";
import { present } from "../../table/session-search.ts";

/** Options of the wall, all in its address. */
export function readWallSearch(raw: Record<string, unknown>) {
  return present({
    client: readTexts(raw, "client"),
    source: readTexts(raw, "source"),
    /** Seconds until the list pages on, held within 20 to 60. */
    rotate: readNumber(raw, "rotate", 1, 3600),
    theme: readWord(raw, "theme", ["dark", "light"] as const),
    /** How far away it is read, `4m`, and the screen's diagonal, `55in`: they give the size of the letters. */
    distance: readText(raw, "distance"),
    diagonal: readText(raw, "diagonal"),
    sound: readWord(raw, "sound", ["on"] as const),
  });
}
