import type { Session } from "@lastgood/normalize";
import { isoOf, sessionOf } from "../world/blank-session.ts";
import type { ToldWorld } from "../world/told-world.ts";
import { endOfRun, wordOf } from "./facts.ts";

/** N-able writes a batch's rows when all of it has ended: nothing is ever running. */
export function nableSessions(world: ToldWorld, sourceId: string): Session[] {
  return world
    .jobRuns("nable")
    .filter((jobRun) => jobRun.endedAt <= world.now())
    .flatMap((jobRun) =>
      jobRun.runs.map((run) => {
        const { device, workload } = run.item;
        const { client } = device;
        return sessionOf(sourceId, "nable", {
          id: `${sourceId}:${device.id}:${run.number}`,
          vendorId: String(run.number),
          kind: jobRun.job.kind,
          status: run.status,
          vendorType: jobRun.job.type,
          vendorStatus: wordOf(run),
          client: { id: `${sourceId}:${client.id}`, name: client.name },
          site: { id: `${sourceId}:${client.site.id}`, name: client.site.name },
          device: { id: `${sourceId}:${device.id}`, name: device.name, kind: device.kind },
          workload,
          startedAt: isoOf(run.startedAt),
          endedAt: isoOf(endOfRun(run)),
          selectedBytes: run.selectedBytes,
          processedBytes: run.processedBytes,
          transferredBytes: run.transferredBytes,
          changedBytes: run.changedBytes,
          selectedItems: run.selectedItems,
          processedItems: run.processedItems,
          removedItems: run.removedItems,
          changedItems: run.changedItems,
          errorCount: run.errorCount,
        });
      }),
    );
}
