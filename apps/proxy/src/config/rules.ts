import type { ClientRule, ExpectRule } from "../config-types.ts";
import { type Mapping, type Place, readMapping, type Tools } from "./mapping.ts";
import { didYouMean } from "./nearest.ts";

const MATCH_KEYS = ["source", "client", "site", "device", "policy"];

/** The entries of `clients`. */
export function readClients(root: Mapping, sourceIds: readonly string[], tools: Tools): ClientRule[] {
  const seen = new Set<string>();
  return entries(root.list("clients"), ["id", "name", "match"], tools).flatMap((entry) => {
    const id = entry.text("id");
    if (id === null) entry.complain("id", "is missing; give the client a short name of its own");
    if (!id) return [];
    if (seen.has(id)) entry.complain("id", `is "${id}" a second time; every client needs an id of its own`);
    seen.add(id);
    const match = entries(entry.list("match"), MATCH_KEYS, tools).map((rule) => {
      const found = fields(rule, MATCH_KEYS);
      if (Object.values(found).every((value) => value === null))
        tools.complain(rule.place, `would match everything; give at least one of ${MATCH_KEYS.join(", ")}`);
      checkSource(rule, sourceIds);
      return {
        source: found.source ?? null,
        client: found.client ?? null,
        site: found.site ?? null,
        device: found.device ?? null,
        policy: found.policy ?? null,
      };
    });
    return [{ id, name: entry.text("name") ?? id, match }];
  });
}

/** The entries of `expect`. */
export function readExpect(root: Mapping, sourceIds: readonly string[], tools: Tools): ExpectRule[] {
  return entries(root.list("expect"), ["source", "device", "policy", "workload", "every"], tools).map(
    (rule) => {
      const isNone = rule.text("every") === "none";
      const everyMs = isNone ? null : (rule.duration("every") ?? null);
      if (!rule.has("every")) rule.complain("every", "is missing; write a duration like 24h, or none");
      checkSource(rule, sourceIds);
      const found = fields(rule, ["source", "device", "policy", "workload"]);
      return {
        source: found.source ?? null,
        device: found.device ?? null,
        policy: found.policy ?? null,
        workload: found.workload ?? null,
        everyMs,
      };
    },
  );
}

function entries(places: Place[], known: readonly string[], tools: Tools): Mapping[] {
  return places.map((place) => readMapping(place, known, tools)).filter((entry) => entry !== null);
}

function fields(entry: Mapping, keys: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(keys.map((key) => [key, entry.text(key) ?? null]));
}

function checkSource(entry: Mapping, sourceIds: readonly string[]): void {
  const source = entry.text("source");
  if (!source || sourceIds.includes(source)) return;
  const remedy = sourceIds.length === 0 ? "there are no sources" : didYouMean(source, sourceIds);
  entry.complain("source", `is "${source}", which is no source; ${remedy}`);
}
