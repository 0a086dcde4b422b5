import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { helpTables, simulateHelp } from "./simulate-help.ts";

const PAGE = readFileSync(new URL("../../../../docs/simulators.md", import.meta.url), "utf8");
const cell = (text: string) => text.replaceAll("|", "\\|");

/** Each heading with the rows of its table. */
function tablesOf(page: string): Map<string, string[]> {
  const sections = page.split(/^### /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return [title.replaceAll("`", ""), lines.filter((line) => line.startsWith("| `"))];
    }),
  );
}

it.each(helpTables())("docs/simulators.md has the rows of $title as --help has them", ({ title, rows }) => {
  const expected = rows.map(([name, does]) => `| \`${cell(name)}\` | ${cell(does)} |`);
  expect(tablesOf(PAGE).get(title)).toEqual(expected);
  const help = simulateHelp().split("\n");
  for (const [name, does] of rows)
    expect(help.some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${does}`))).toBe(true);
});
