import { readFileSync, writeFileSync } from "node:fs";
import type { Cell } from "./cell.ts";

const FILE = new URL("../../../../docs/reliability.md", import.meta.url);

/** Whether this run writes the table rather than compares with it. */
export const isWriting = process.env.LASTGOOD_WRITE_RELIABILITY === "1";

/** What is said of these depends on how far the machine got before the end came. */
const TIMED = new Set(["silent", "stall", "drip", "reset", "cut"]);

const HEADER = `# What becomes of a source when its vendor fails

Written by \`npm run bench -- reliability\`, checked by \`npm test\`. Each line is three polls of a whole reader, poller, store
and board over a simulated vendor: a good one; one in which every such call meets the fault (in lines "…, once" only its
second) while one item heals at the vendor and another breaks; and one without it. Checked in every line: the poll ends, no
item gets better by the struck poll or stands better than it would have without the fault, the source says what happened in
plain words and when it tries next, nothing that was logged, stored or served holds a credential or a token, and after the
last poll the store holds what the vendor tells and the board shows what it would have shown without the fault. Faults go by
their names in \`lastgood simulate --help\`; those before \`400\` are the network's. In place of "…" the vendor told the whole
request back, credentials included. "HOST" is the source's. Struck calls are
allowed 50 ms or 500 kB where that is what the fault exceeds.

Random worlds are struck too: sizes, seeds and clocks that are behind, runs that failed, warned, still run or end in an unknown
word, devices and policies that were switched off or removed (\`reliability/promise.test.ts\`). Each run of the suite draws a world
for every fault and strikes every call (LASTGOOD_PROMISE_SEED draws others);
\`npm run bench -- reliability --worlds 20\` draws twenty a fault. Checked besides the above: every item says why it stands so, none is
fine that was not read lately, no day of the grid is better than before or than without the fault, and each day counts every
item once. \`insight/promise.test.ts\` asks the same of hundreds of histories without a vendor: whatever is unread, cut off,
unknown, switched off, missing or told by a wrong clock, nothing gets better by it.

What is no fault of a single call has tests of its own: a clock that is off (\`reliability/wrong-clock.test.ts\`,
\`poller/readers/wrong-clock.test.ts\`); runs told late or changed after their end (\`poller/readers/told-late.test.ts\`); ids that
repeat, count anew or become UUIDs, rows in no order, a page limit that cuts silently, devices renamed, moved, switched off and
deleted, a DST night and the rest of what was seen in the wild (\`reliability/wild/\`); an inventory cut short
(\`poller/readers/azure-inventory.test.ts\`, \`insight/retirement.test.ts\`); a week switched off (\`poller/week-off.test.ts\`); two programs on one
store (\`reliability/two-programs.test.ts\`); secrets in anything written or served (\`reliability/secrets/\`); kill -9 midway
(\`npm run bench -- kill\`). All paths below \`apps/proxy/src\`.
`;

export function sectionOf(vendor: string, cells: readonly Cell[]): string {
  const sum = (of: (cell: Cell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const slowest = Math.max(...cells.map(({ pollsToHeal }) => pollsToHeal));
  const rows = cells.map(
    ({ call, fault, kind, said, lost, doubled, pollsToHeal }) =>
      `| ${call} | ${fault} | ${kind ?? "none"} | ${(said ?? "nothing: it goes on").replaceAll("|", "\\|")} | ${lost} | ${doubled} | ${pollsToHeal} |`,
  );
  return [
    `## ${vendor}`,
    "",
    `${cells.length} lines: ${sum(({ lost }) => lost)} sessions lost, ${sum(({ doubled }) => doubled)} doubled, healed by poll ${slowest} after the fault at the latest.`,
    "",
    "| call | fault | error | what the source says | lost | doubled | polls to heal |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** Puts one vendor's section in its place; the others stay as they are. */
export function writeSection(vendor: string, section: string): void {
  const sections = new Map([...sectionsOf(read()), [vendor, section]]);
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trimEnd());
  writeFileSync(FILE, `${[HEADER.trimEnd(), ...sorted].join("\n\n")}\n`);
}

/** The lines of one vendor's section that a run must come to again. */
export function linesOf(vendor: string): string[] {
  return comparable(sectionsOf(read()).get(vendor) ?? "");
}

export function comparable(section: string): string[] {
  return section.split("\n").flatMap((line) => {
    const [, call, fault = "", kind, said, ...counts] = line.split(/ ?(?<!\\)\| ?/);
    if (counts.length < 3) return [];
    const words = TIMED.has(fault.replace(", once", "")) ? "" : said;
    return [[call, fault, kind, words, ...counts].join(" | ")];
  });
}

function sectionsOf(text: string): Map<string, string> {
  const [, ...parts] = text.split(/^## /m);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), `## ${part}`]));
}

function read(): string {
  try {
    return readFileSync(FILE, "utf8");
  } catch {
    return "";
  }
}
