import type { Session, Vendor } from "@lastgood/normalize";
import { nableSessions } from "../nable/sessions.ts";
import { unitrendsSessions } from "../unitrends/sessions.ts";
import type { AzureInventory } from "../veeam-azure/inventory.ts";
import { azureSessions } from "../veeam-azure/sessions.ts";
import {
  type EnterpriseManagerTelling,
  enterpriseManagerSessions,
} from "../veeam-enterprise-manager/sessions.ts";
import type { ToldWorld } from "./told-world.ts";

/** What an API version or dialect changes in what sessions can tell. */
export interface Telling {
  /** Azure: decimal ids, as `v1` gives them; default false. */
  azureDecimalIds?: boolean;
  /** Azure: what a person changed of its policies; default nothing. */
  azureInventory?: AzureInventory;
  /** Unitrends: `2015` tells starts by the minute and no ends; default `10`. */
  unitrendsDialect?: "2015" | "10";
  /** Unitrends: whether `jobs/history` is there; default true. */
  unitrendsJobHistory?: boolean;
  /** Enterprise Manager; by default neither. */
  enterpriseManager?: EnterpriseManagerTelling;
}

/** All that the vendor's API would tell now, made from the facts and never from payloads. */
export function toldSessions(
  world: ToldWorld,
  vendor: Vendor,
  sourceId: string,
  telling: Telling,
): Session[] {
  const { azureDecimalIds = false, unitrendsDialect = "10", unitrendsJobHistory = true } = telling;
  const { enterpriseManager = { listsOnly: false, references: false } } = telling;
  switch (vendor) {
    case "nable":
      return nableSessions(world, sourceId);
    case "veeam-azure":
      return azureSessions(world, sourceId, azureDecimalIds, telling.azureInventory);
    case "unitrends":
      return toldApart(unitrendsSessions(world, sourceId, unitrendsDialect, unitrendsJobHistory));
    case "veeam-enterprise-manager":
      return enterpriseManagerSessions(world, sourceId, enterpriseManager);
  }
}

/** Of two sessions with one id, by an appliance that counted from 1 again, the later has its start in its id. */
function toldApart(sessions: Session[]): Session[] {
  const known = new Set<string>();
  return sessions.map((session) => {
    if (known.has(session.id)) return { ...session, id: `${session.id}~${session.startedAt}` };
    known.add(session.id);
    return session;
  });
}
