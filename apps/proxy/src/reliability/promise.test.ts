import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cellOf, unharmed } from "./cell.ts";
import { MATRIX_FAULTS, PASSING_FAULTS, passing } from "./matrix-faults.ts";
import { stories } from "./random-stories.ts";
import { type Room, room } from "./room.ts";
import { VENDOR_CALLS } from "./vendor-calls.ts";

/** By which the worlds are drawn, and which of them meets which fault. */
const SEED = Number(process.env.LASTGOOD_PROMISE_SEED ?? 1);
/** How many worlds for each fault. */
const WORLDS = Number(process.env.LASTGOOD_PROMISE_WORLDS ?? 1);

const FAULTS = [
  ...MATRIX_FAULTS.map((fault) => ({ fault, isOnce: false })),
  ...MATRIX_FAULTS.filter(({ name }) => PASSING_FAULTS.includes(name)).map((fault) => ({
    fault: passing(fault),
    isOnce: true,
  })),
];

/** Calls in an order of this seed, so that each is struck in every run, and over some runs by every fault. */
const calls = fc.sample(fc.shuffledSubarray([...VENDOR_CALLS], { minLength: VENDOR_CALLS.length }), {
  seed: SEED,
  numRuns: WORLDS,
});

const draws = fc.sample(stories, { seed: SEED, numRuns: WORLDS * FAULTS.length }).map((story, i) => {
  const round = Math.floor(i / FAULTS.length);
  const { fault, isOnce } = FAULTS[i % FAULTS.length] as (typeof FAULTS)[number];
  const able = (calls[round] as typeof VENDOR_CALLS).filter(({ repeats }) => repeats || !isOnce);
  const call = able[i % able.length] as (typeof able)[number];
  const name = `${fault.name}${isOnce ? ", once," : ""} at ${call.vendor} ${call.name}`;
  return { name, call, fault, story };
});

let given: Room;
beforeAll(async () => {
  given = await room();
});
afterAll(() => given[Symbol.asyncDispose]());

it.each(draws)(
  `$name keeps every promise in a world drawn by LASTGOOD_PROMISE_SEED=${SEED}`,
  async (drawn) => {
    const { call, fault, story } = drawn;
    const twin = await unharmed(given, call, story);
    const { broken } = await cellOf(given, call, fault, twin, story);
    expect(broken, JSON.stringify(story)).toEqual([]);
  },
);
