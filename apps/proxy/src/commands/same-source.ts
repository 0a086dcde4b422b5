import type { SourceConfig } from "../config-types.ts";
import type { SourceRecord } from "../store/store.ts";

/** An id that was kept for one installation must not gather another's sessions: throws with the remedy. */
export function sameSource(sources: readonly SourceConfig[], records: readonly SourceRecord[]): void {
  const complaints = sources.flatMap((source) => {
    const kept = records.find((record) => record.sourceId === source.id);
    const host = new URL(source.url).host;
    if (!kept || (kept.vendor === source.vendor && kept.host === host)) return [];
    const was = kept.vendor === source.vendor ? kept.host : kept.vendor;
    const is = kept.vendor === source.vendor ? host : source.vendor;
    return [
      `the source "${source.id}" was ${was} until now and is ${is} in the configuration; give the new one an id of its own`,
    ];
  });
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
}
