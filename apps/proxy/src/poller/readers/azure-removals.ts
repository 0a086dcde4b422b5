import type { Named, Normalized } from "@lastgood/normalize";
import type { Reading } from "../reading.ts";
import type { AzureInventoryMemory } from "./azure-inventory.ts";

/** What the sessions of one poll say of their policies: of several the newest counts, whatever order they come in. */
export function createRemovals() {
  const told = new Map<string, { policy: Named; at: string; removed: boolean }>();
  return {
    note(sessions: readonly Normalized[]): void {
      for (const { session, policyRemoved: removed } of sessions) {
        const { policy } = session;
        if (policy === null || removed === undefined) continue;
        const at = session.at ?? "";
        const known = told.get(policy.id);
        if (known === undefined || at > known.at || (at === known.at && known.removed))
          told.set(policy.id, { policy, at, removed });
      }
    },
    /**
     * Tells what is new against `memory`, and remembers it. A removal takes items out of the counts, so it waits for a
     * poll that read everything.
     */
    *news(memory: AzureInventoryMemory, isWhole: boolean): Generator<Reading> {
      const known = new Set(memory.removed);
      const policies = [...told.values()].flatMap(({ policy, removed }) =>
        removed !== known.has(policy.id) && (isWhole || !removed) ? [{ policy, removed }] : [],
      );
      if (policies.length === 0) return;
      yield { kind: "inventory", inventory: { devices: [], policies, isPart: true } };
      for (const { policy, removed } of policies) known[removed ? "add" : "delete"](policy.id);
      memory.removed = [...known];
    },
  };
}
