import { expect, it } from "vitest";
import { DAY, factsOf, HOUR, NOW, nights } from "./insight/test-facts.ts";
import { createStandings } from "./standings.ts";

/** An item's facts, and how often they were read. */
function countedFacts() {
  const facts = factsOf(nights(Array.from({ length: 20 }, () => "success" as const)));
  let reads = 0;
  const { lastReadAt } = facts;
  Object.defineProperty(facts, "lastReadAt", {
    get: () => {
      reads += 1;
      return lastReadAt;
    },
  });
  return { facts, reads: () => reads };
}

/** Its source is called dark so long after its last read. */
const DARK_AT = NOW - 60_000 + 45 * 60_000 + 1;

it("judges ahead what the clock turns, so that a question at that instant reads no facts and is told the same", async () => {
  const { facts, reads } = countedFacts();
  const standings = createStandings();
  await standings.take([{ facts, isLeft: false }], [], NOW);
  expect(standings.entries(DARK_AT - 1)[0]?.state).toBe("ok");
  await standings.lookAhead(DARK_AT - 5_000);
  const before = reads();
  const [entry] = standings.entries(DARK_AT + 2_000);
  expect([entry?.state, reads()]).toEqual(["unknown", before]);
});

it("judges anew where what was judged ahead has turned again", async () => {
  const { facts } = countedFacts();
  const standings = createStandings();
  await standings.take([{ facts, isLeft: false }], [], NOW);
  await standings.lookAhead(DARK_AT - 5_000);
  const plain = createStandings();
  for (const later of [DARK_AT + DAY + HOUR, DARK_AT + 3 * DAY, DARK_AT - 2]) {
    await plain.take([{ facts, isLeft: false }], [], later);
    const [entry, expected] = [standings.entries(later)[0], plain.entries(later)[0]];
    expect([entry?.state, entry?.dayBefore]).toEqual([expected?.state, expected?.dayBefore]);
  }
});

it("knows the items of a device, also after one moved to another and one went", async () => {
  const named = (id: string, device: string) => {
    const { facts } = countedFacts();
    const item = { ...facts.history.item, id, device: { id: device, name: device, kind: null } };
    return { facts: { ...facts, history: { ...facts.history, item } }, isLeft: false };
  };
  const standings = createStandings();
  const idsOf = (device: string) => standings.entriesOf("device", device, NOW).map(({ id }) => id);
  await standings.take([named("a", "d1"), named("b", "d1"), named("c", "d2")], [], NOW);
  expect([idsOf("d1"), idsOf("d2"), idsOf("d3")]).toEqual([["a", "b"], ["c"], []]);
  await standings.take([named("b", "d2")], ["a"], NOW);
  expect([idsOf("d1"), idsOf("d2")]).toEqual([[], ["b", "c"]]);
  expect([standings.entry("b", NOW)?.id, standings.entry("a", NOW)]).toEqual(["b", undefined]);
});
