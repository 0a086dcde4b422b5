import type { Notice, Source } from "../contract.ts";
import type { Deps } from "../deps.ts";
import { ageInWords, counted, wrongClock } from "../insight/words.ts";

const DAY = 86_400_000;
/** Long enough to have a certificate renewed. */
const CERTIFICATE_DAYS = 30;

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

/** A store that was found damaged while it is used: what is shown may lack something, and nothing new is kept. */
export function damageNotices({ store }: Pick<Deps, "store">): Notice[] {
  const text = store.damage();
  return text === null ? [] : [{ kind: "store", text, sourceId: null }];
}

/** Vendors whose clocks are wrong: nothing is missed by it, but every time they tell is off by as much. */
export function clockNotices({ health }: Pick<Deps, "health">): Notice[] {
  return health().flatMap(({ config, clockOffsetMs }): Notice[] => {
    const off = wrongClock(clockOffsetMs);
    if (off === null) return [];
    const text = `${config.name}: ${off}; every time it tells is off by as much. Correct the one that is wrong.`;
    return [{ kind: "clock", text, sourceId: config.id }];
  });
}

/** Inventories that lost too much at once to be believed. */
export function shrinkNotices({ board, config, now }: Pick<Deps, "board" | "config" | "now">): Notice[] {
  const names = new Map(config().sources.map(({ id, name }) => [id, name]));
  return board.shrinks().flatMap(({ sourceId, since, devices, policies }): Notice[] => {
    const name = names.get(sourceId);
    if (name === undefined) return [];
    const lost = [devices && counted(devices, "device"), policies && inWords(policies)].filter(Boolean);
    const text = `${name}: ${lost.join(" and ")} missing from the inventory since ${ageInWords(now() - since)}, more than a tenth of it at once: none of them is retired. Look whether the account that Lastgood uses may still see them; if they are gone, say so: npx lastgood confirm-removed ${sourceId}`;
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

/** Certificates that end soon, or have ended. */
export function certificateNotices(
  sources: readonly Pick<Source, "id" | "name" | "state" | "certificateEndsAt">[],
  now: number,
): Notice[] {
  return sources.flatMap(({ id, name, state, certificateEndsAt }): Notice[] => {
    if (certificateEndsAt === null || state === "disabled") return [];
    const leftMs = Date.parse(certificateEndsAt) - now;
    const days = Math.floor(Math.abs(leftMs) / DAY);
    if (leftMs > CERTIFICATE_DAYS * DAY) return [];
    const date = certificateEndsAt.slice(0, 10);
    const many = days === 1 ? "1 day" : `${days} days`;
    const text =
      leftMs > 0
        ? `The certificate of ${name} ends ${days === 0 ? "within a day" : `in ${many}`} (on ${date}): have it renewed on that server`
        : `The certificate of ${name} ended ${days === 0 ? "less than a day" : many} ago (on ${date}): have it renewed on that server`;
    return [{ kind: "certificate", text, sourceId: id }];
  });
}
