import { FLAGS, type Flag } from "@lastgood/normalize";

/** One bit a flag by its place in FLAGS, to which new ones are only ever added at the end. */
export function flagBits(flags: readonly Flag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << FLAGS.indexOf(flag)), 0);
}

export function flagsOf(bits: number): Flag[] {
  if (bits === 0) return [];
  return FLAGS.filter((_, place) => (bits & (1 << place)) !== 0);
}
