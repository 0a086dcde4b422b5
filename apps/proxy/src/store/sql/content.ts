import { hash } from "node:crypto";

/** 64 bits in hex: names or compares a text within one source, where that many never collide by chance. */
export function contentOf(...texts: string[]): string {
  return hash("sha256", texts.join("\n"), "hex").slice(0, 16);
}
