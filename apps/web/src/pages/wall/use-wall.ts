import type { Overview } from "@lastgood/proxy/contract";
import { useQuery } from "@tanstack/react-query";
import { ApiFailure } from "../../api/client.ts";
import { type WallItems, wallItemsQuery } from "../../api/joined-queries.ts";
import { useLive } from "../../api/provider.tsx";
import { aboutQuery, overviewQuery } from "../../api/queries.ts";
import { skewOf } from "../../lib/clock.tsx";
import { useStarting } from "../../lib/starting.ts";
import { resolveZone, viewerZone, zonesOf } from "../../lib/zone.ts";
import type { FailureMemory } from "./new-failures.ts";
import { rotateSeconds } from "./rotation.ts";
import type { WallFacts } from "./screen.ts";
import type { readWallSearch } from "./search-params.ts";
import { type Sound, useChime } from "./use-chime.ts";
import { useNewFailures } from "./use-new-failures.ts";
import { useNewVersion } from "./use-new-version.ts";

/** What the wall rests on: the last answers, how they were read, and what its address asks for. */
export interface WallData
  extends Pick<WallFacts, "newVersion" | "darkSince" | "starting" | "failure" | "readAt"> {
  overview: Overview | undefined;
  items: WallItems | undefined;
  failures: FailureMemory | null;
  sound: Sound;
  rotateMs: number;
  zone: string;
  /** The zone's name where the address asks for one: the clock then says which it is. */
  zoneName: string | null;
  /** Names of the clients and sources that the wall is limited to. */
  only: string[];
  /** How much later the server's clock is than this machine's: a wall's own is often wrong. */
  clockSkewMs: number;
}

export function useWall(search: ReturnType<typeof readWallSearch> & { zone?: string }): WallData {
  const filters = { client: search.client, source: search.source };
  const overview = useQuery(overviewQuery(filters));
  const items = useQuery(wallItemsQuery(filters));
  const about = useQuery(aboutQuery());
  const { darkSince } = useLive();
  const starting = useStarting();
  const newVersion = useNewVersion();
  const { sound, play } = useChime(search.sound === "on");
  const failures = useNewFailures(items.data?.items, play);
  const error = overview.error ?? items.error;
  const isWhole = overview.data !== undefined && items.data !== undefined;
  const { data } = overview;
  const sources = (data?.sources ?? []).filter(({ id }) => search.source?.includes(id) ?? true);
  const zone = resolveZone(search.zone, viewerZone(), about.data?.timeZone ?? null, zonesOf(sources));
  return {
    newVersion,
    darkSince,
    starting,
    failure: error && {
      message: error.message,
      reachable: !(error instanceof ApiFailure) || error.status > 0,
    },
    readAt: isWhole ? Math.min(overview.dataUpdatedAt, items.dataUpdatedAt) : null,
    overview: data,
    items: items.data,
    failures,
    sound,
    rotateMs: rotateSeconds(search.rotate) * 1_000,
    zone,
    zoneName: search.zone === undefined ? null : (zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone),
    only: [
      ...(search.client ?? []).map((id) => data?.byClient.find((one) => one.id === id)?.name ?? id),
      ...(search.source ?? []).map((id) => data?.sources.find((one) => one.id === id)?.name ?? id),
    ],
    clockSkewMs: data === undefined ? 0 : skewOf(data.asOf, overview.dataUpdatedAt),
  };
}
