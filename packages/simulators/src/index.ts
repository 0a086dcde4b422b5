export { makeCertificate } from "./certificate.ts";
export type { Fault } from "./faults.ts";
export type { NableOptions } from "./nable/app.ts";
export { NAMED_EVENTS } from "./named-events.ts";
export { type FaultName, NAMED_FAULTS } from "./named-faults.ts";
export { type Served, type SourceEntry, serveSimulator, simulatedClients, simulatorSource } from "./serve.ts";
export { type Credentials, createSimulator, type Simulator, type SimulatorOptions } from "./simulator.ts";
export type { ChangedFacts, Changes } from "./told/changes.ts";
export type { UnitrendsOptions } from "./unitrends/app.ts";
export type { AzureOptions } from "./veeam-azure/app.ts";
export type { AzureInventory } from "./veeam-azure/inventory.ts";
export type { EnterpriseManagerOptions } from "./veeam-enterprise-manager/app.ts";
export type { AddedFacts } from "./world/added.ts";
export type { Telling } from "./world/told-sessions.ts";
export {
  createWorld,
  type DeviceCounts,
  type World,
  type WorldItem,
  type WorldOptions,
} from "./world/world.ts";
