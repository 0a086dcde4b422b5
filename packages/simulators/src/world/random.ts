/** A number from text, the same on every machine. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** 32 bits from whole numbers: no state, so any run of any night can be told without those before it. */
export function bits(...numbers: number[]): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** From 0 up to, but not, 1. */
export function draw(...numbers: number[]): number {
  return bits(...numbers) / 0x1_0000_0000;
}

/** A UUID, the same for the same numbers. */
export function uuid(...numbers: number[]): string {
  const hex = [1, 2, 3, 4]
    .map((part) =>
      bits(...numbers, part)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
