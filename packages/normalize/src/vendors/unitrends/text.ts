const LINE_BREAK = /<br\s*\/?>/gi;

/** The appliance's `<br/>` as line breaks. All else stays as it is: it is text, and never to be shown as HTML. */
export function plainText(text: string | null): string | null {
  return text?.replace(LINE_BREAK, "\n").trim() || null;
}
