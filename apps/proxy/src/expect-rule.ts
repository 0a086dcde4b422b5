import type { ExpectRule } from "./config-types.ts";
import type { Named } from "./contract.ts";
import type { Item } from "./store/store.ts";

const matches = (wanted: string | null, own: Named | null) =>
  wanted === null ||
  (own !== null &&
    (own.id === wanted || own.id.slice(own.id.indexOf(":") + 1) === wanted || own.name === wanted));

/** The most specific `expect` rule for an item; undefined where none fits. */
export function expectRule(rules: readonly ExpectRule[], item: Item): ExpectRule | undefined {
  const rank = (rule: ExpectRule) =>
    [rule.source, rule.device, rule.policy, rule.workload].filter((x) => x !== null).length;
  return rules
    .filter(
      (rule) =>
        (rule.source === null || rule.source === item.sourceId) &&
        matches(rule.device, item.device) &&
        matches(rule.policy, item.policy) &&
        (rule.workload === null || rule.workload === item.workload),
    )
    .sort((a, b) => rank(b) - rank(a))[0];
}
