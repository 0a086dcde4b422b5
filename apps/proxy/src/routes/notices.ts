import type { Notice } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { ageInWords, counted } from "../insight/words.ts";

/** What every screen must say of how Lastgood itself stands. */
export function standingNotices({ config }: Pick<Deps, "config">): Notice[] {
  const { demo, server, sources, warnings } = config();
  const notices: Notice[] = [];
  const say = (kind: Notice["kind"], text: string) => notices.push({ kind, text, sourceId: null });
  if (demo)
    say("demo", "Demonstration: the data is invented. Name your sources in lastgood.yaml to see your own.");
  if (server.allowOpen)
    say("open", "Anyone who reaches this address can read everything: there are no logins yet.");
  if (sources.length === 0) say("no-sources", "No source is configured yet.");
  for (const warning of warnings) say("configuration", warning);
  return notices;
}

/** Inventories that lost too much at once to be believed. */
export function shrinkNotices({ board, config, now }: Pick<Deps, "board" | "config" | "now">): Notice[] {
  const names = new Map(config().sources.map(({ id, name }) => [id, name]));
  return board.shrinks().flatMap(({ sourceId, since, devices, policies }): Notice[] => {
    const name = names.get(sourceId);
    if (name === undefined) return [];
    const lost = [devices && counted(devices, "device"), policies && inWords(policies)].filter(Boolean);
    const text = `${name}: ${lost.join(" and ")} missing from the inventory since ${ageInWords(now() - since)}, more than a tenth of it at once: none of them is retired. Look whether the account that Lastgood uses may still see them.`;
    return [{ kind: "inventory", text, sourceId }];
  });
}

const inWords = (policies: number) => (policies === 1 ? "1 policy" : `${policies} policies`);

/** Types of sessions that Lastgood does not know: they change no item, and must not be overlooked. */
export async function unknownTypeNotices({
  store,
  health,
}: Pick<Deps, "store" | "health">): Promise<Notice[]> {
  const configured = new Map(health().map(({ config }) => [config.id, config.name]));
  return (await store.unknownTypes())
    .filter(({ sourceId }) => configured.has(sourceId))
    .map(({ sourceId, vendorType, sessions }) => ({
      kind: "unknown-type",
      text: `${configured.get(sourceId)}: ${sessions === 1 ? "1 session" : `${sessions} sessions`} of a type Lastgood does not know: ${vendorType}`,
      sourceId,
    }));
}
