/**
 * The same value with U+FFFD for what no database keeps as it is: halves of surrogate pairs, and NUL. Read back changed,
 * a name would no longer be known by the text it was asked for.
 */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  let changed: Record<string, unknown> | unknown[] | null = null;
  for (const [place, one] of Object.entries(value)) {
    const kept = storable(one);
    if (kept === one) continue;
    changed ??= Array.isArray(value) ? [...value] : { ...value };
    Object.assign(changed, { [place]: kept });
  }
  return changed ?? value;
}

function storableText(text: string): string {
  return text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "\uFFFD");
}
