import { NAMED_EVENTS, type Simulator, type WorldOptions } from "@lastgood/simulators";

const MINUTE = 60_000;

/** A run of some item of the world. */
export interface ToldRun {
  /** Which of the items, counted around. */
  item: number;
  /** Words that all vendors have, and one that none has. */
  status:
    | "success"
    | "warning"
    | "failed"
    | "interrupted"
    | "canceled"
    | "not-started"
    | "unknown"
    | "running";
  startedAgoMinutes: number;
  /** Of one that has ended. */
  tookMinutes: number;
}

/** What happens between two polls. */
export interface Chapter {
  runs: readonly ToldRun[];
  /** Those that the vendor does not know do not happen. */
  events: readonly StoryEvent[];
}

/** Which vendor's installation is read, and what happens in it before the first poll and before the struck one. */
export interface Story {
  world: Omit<WorldOptions, "now">;
  clockOffsetMs: number;
  before: Chapter;
  news: Chapter;
}

const NOTHING: Chapter = { runs: [], events: [] };

export const PLAIN: Story = {
  world: { days: 2, devices: { nable: 4, azure: 7, enterpriseManager: 5, unitrends: 4 } },
  clockOffsetMs: 0,
  before: NOTHING,
  news: NOTHING,
};

const OF_AZURE = {
  "remove-policy": ({ azure }: Simulator, policy: string) => azure.removePolicy(policy),
  "disable-policy": ({ azure }: Simulator, policy: string) => azure.disablePolicy(policy),
  "remove-machine": ({ azure }: Simulator, _: string, device: string) => azure.removeMachine(device),
};

/** What may happen besides runs and leaves a later complete read to tell all that was told before. */
export const STORY_EVENTS = [
  ...(["cut-inventory", "shuffle-rows", "repeat-rows"] as const),
  ...(["disable-device", "delete-device", "failure"] as const),
  ...(["remove-policy", "disable-policy", "remove-machine"] as const),
] as const;

export type StoryEvent = (typeof STORY_EVENTS)[number];

export function tell({ runs, events }: Chapter, simulator: Simulator): void {
  const { vendor, world } = simulator;
  const items = world.items(vendor);
  const now = world.now();
  for (const { item, status, startedAgoMinutes, tookMinutes } of runs) {
    const key = items[item % items.length]?.key ?? "";
    const startedAt = now - startedAgoMinutes * MINUTE;
    const endedAt = Math.min(now, startedAt + tookMinutes * MINUTE);
    world.addSession(vendor, {
      item: key,
      status,
      startedAt,
      ...(status === "running" ? {} : { endedAt }),
      ...(status === "unknown" ? { word: "PARTIALLY_DONE" } : {}),
    });
  }
  for (const event of events) happen(event, simulator);
}

function happen(event: StoryEvent, simulator: Simulator): void {
  const { vendor, world } = simulator;
  if (event === "remove-policy" || event === "disable-policy" || event === "remove-machine") {
    const first = world.items(vendor)[0];
    if (vendor === "veeam-azure") OF_AZURE[event](simulator, first?.policy ?? "", first?.device ?? "");
    return;
  }
  const { vendors, happen: begin } = NAMED_EVENTS[event];
  if (vendors === null || (vendors as readonly string[]).includes(vendor)) begin(simulator);
}
