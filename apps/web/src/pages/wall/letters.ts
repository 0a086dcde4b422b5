/** Capital letters of the list are at least this high, and small print never under the second, in minutes of arc. */
const LARGE_ARC = 20;
const SMALL_ARC = 16;
/** Height of IBM Plex Sans' capitals as a share of its font size. */
const CAPITAL = 0.698;
/** Letters that take more of the screen than this leave no room for names and for lines. */
const MOST_OF_WIDTH = 1 / 18;
const MOST_OF_HEIGHT = 1 / 17;

const METRES = { m: 1, cm: 0.01, ft: 0.3048, in: 0.0254 } as const;
const DEFAULT_DISTANCE = 4;
const DEFAULT_DIAGONAL = 55 * METRES.in;

export interface Viewport {
  width: number;
  height: number;
}

export interface Letters {
  /** Font sizes in CSS pixels. */
  big: number;
  small: number;
  /** From how many metres the screen can be read where that is nearer than asked; null where it is as asked. */
  readableTo: number | null;
}

/** `4m`, `13ft`, `140cm`, `55in`, `55` in metres; null where it is none of these or out of all measure. */
export function readLength(text: string | undefined, bareUnit: keyof typeof METRES): number | null {
  const found = /^(\d{1,4}(?:\.\d{1,3})?) ?(m|cm|ft|in)?$/.exec(text ?? "");
  if (found === null) return null;
  const metres = Number(found[1]) * METRES[(found[2] as keyof typeof METRES | undefined) ?? bareUnit];
  return metres >= 0.1 && metres <= 50 ? metres : null;
}

/**
 * Font sizes for a wall that fills its screen. One CSS pixel is as wide as the screen's diagonal divided by the
 * viewport's, whatever its resolution; a letter seen under an angle of a minutes from d metres is d · tan(a) high; and
 * a font size is that height divided by the share that capitals take of it. From 4 m on 55 inches at 1080p: 52 and 42.
 */
export function letterSizes(
  viewport: Viewport,
  distance: string | undefined,
  diagonal: string | undefined,
): Letters {
  const metresAway = readLength(distance, "m") ?? DEFAULT_DISTANCE;
  const metresPerPixel =
    (readLength(diagonal, "in") ?? DEFAULT_DIAGONAL) / Math.hypot(viewport.width, viewport.height);
  const sizeOf = (arcMinutes: number) =>
    (metresAway * Math.tan((arcMinutes / 60) * (Math.PI / 180))) / metresPerPixel / CAPITAL;
  const asked = sizeOf(LARGE_ARC);
  const most = Math.min(viewport.width * MOST_OF_WIDTH, viewport.height * MOST_OF_HEIGHT);
  const scale = Math.min(1, most / asked);
  return {
    big: asked * scale,
    small: sizeOf(SMALL_ARC) * scale,
    readableTo: scale < 1 ? metresAway * scale : null,
  };
}
