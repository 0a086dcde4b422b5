import type { Normalized } from "@lastgood/normalize";
import type { ClientMatch, ClientRule, SourceConfig } from "../config-types.ts";
import type { Named, Session } from "../contract.ts";
import { isNamedAs } from "../named-as.ts";
import type { Inventory } from "../store/store.ts";

type Owned = Pick<Session, "client" | "site" | "device" | "policy">;

function matches(match: ClientMatch, sourceId: string, thing: Owned): boolean {
  return (
    (match.source === null || match.source === sourceId) &&
    isNamedAs(match.client, thing.client) &&
    isNamedAs(match.site, thing.site) &&
    isNamedAs(match.device, thing.device) &&
    isNamedAs(match.policy, thing.policy)
  );
}

/** Whose a thing is: the first rule that fits, else the client of its source, else what the vendor tells. */
export function clientOf(source: SourceConfig, rules: readonly ClientRule[], thing: Owned): Named | null {
  const rule =
    rules.find((one) => one.match.some((match) => matches(match, source.id, thing))) ??
    rules.find((one) => one.id === source.client);
  if (rule) return { id: rule.id, name: rule.name };
  return source.client === null ? thing.client : { id: source.client, name: source.client };
}

export function assignClients(
  source: SourceConfig,
  rules: readonly ClientRule[],
  sessions: readonly Normalized[],
): Normalized[] {
  return sessions.map((one) => {
    const client = clientOf(source, rules, one.session);
    return client === one.session.client ? one : { ...one, session: { ...one.session, client } };
  });
}

export function assignInventoryClients(
  source: SourceConfig,
  rules: readonly ClientRule[],
  inventory: Inventory,
): Inventory {
  return {
    ...inventory,
    devices: inventory.devices.map((row) => ({
      ...row,
      client: clientOf(source, rules, { ...row, policy: null }),
    })),
  };
}
