import type { Session } from "@lastgood/normalize";
import type { VendorError } from "../../vendors/vendor-error.ts";
import type { Reading, ReadRequest, Scope, SourceReader } from "../reading.ts";

/** For tests: one poll's readings, sorted by what they say. */
export async function readAll(reader: SourceReader, request: Partial<ReadRequest> = {}) {
  const readings: Reading[] = [];
  let thrown: VendorError | null = null;
  try {
    for await (const reading of reader.read({
      since: null,
      cursor: null,
      openSessionIds: new Set(),
      knownContainers: [],
      signal: new AbortController().signal,
      ...request,
    }))
      readings.push(reading);
  } catch (error) {
    thrown = error as VendorError;
  }
  const outcomes = readings.flatMap((reading) => (reading.kind === "sessions" ? [reading.outcome] : []));
  const inventories = readings.flatMap((reading) =>
    reading.kind === "inventory" ? [reading.inventory] : [],
  );
  const whole: Scope[] = readings.flatMap((reading) => {
    if (reading.kind === "whole") return [reading.scope];
    return reading.kind === "sessions" && reading.whole !== undefined ? [reading.whole] : [];
  });
  return {
    readings,
    thrown,
    cursor: reader.cursor(),
    outcomes,
    whole,
    sessions: outcomes.flatMap((outcome) => outcome.sessions.map(({ session }) => session)),
    failures: outcomes.flatMap(({ failure }) => failure ?? []),
    inventories: inventories.filter(({ isPart }) => !isPart),
    troubles: readings.flatMap((reading) => (reading.kind === "trouble" ? [reading.error] : [])),
  };
}

/** In an order of their own, so that lists can be compared. */
export function sorted(sessions: readonly Session[]): Session[] {
  return [...sessions].sort((a, b) => (a.id < b.id ? -1 : 1));
}
