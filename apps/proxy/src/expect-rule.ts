import type { ExpectRule } from "./config-types.ts";
import { isNamedAs, isPattern } from "./named-as.ts";
import type { Item } from "./store/store.ts";

/** Each thing that a rule names narrows it, and a whole name more than the beginning of one. */
function rank({ source, device, policy, workload }: ExpectRule): number {
  const said = [source, device, policy, workload].filter((one) => one !== null);
  return 10 * said.length - [device, policy].filter(isPattern).length;
}

/** The most specific `expect` rule for an item, of equals the first; undefined where none fits. */
export function expectRule(
  rules: readonly ExpectRule[],
  item: Pick<Item, "sourceId" | "device" | "policy" | "workload">,
): ExpectRule | undefined {
  return rules
    .filter(
      (rule) =>
        (rule.source === null || rule.source === item.sourceId) &&
        isNamedAs(rule.device, item.device) &&
        isNamedAs(rule.policy, item.policy) &&
        (rule.workload === null || rule.workload === item.workload),
    )
    .sort((a, b) => rank(b) - rank(a))[0];
}
