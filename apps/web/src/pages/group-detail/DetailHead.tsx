import type { Group } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { useClock } from "../../lib/clock.tsx";
import { formatAge, notReadFor, plural } from "../../lib/format.ts";
import { nameOf } from "../../lib/names.ts";
import { usePatchSearch } from "../../lib/patch-search.ts";
import { STATE_LOOK, VENDOR_LABEL } from "../../lib/status-look.ts";
import { useTitle } from "../../lib/title.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Segments } from "../../ui/Segments.tsx";
import { StateCounts } from "../../ui/StateCounts.tsx";
import { Time } from "../../ui/Time.tsx";
import styles from "./Detail.module.css";
import { RANGE_LABEL, RANGES, type Range } from "./range.ts";

/** What it is, whose, and how it stands: enough for someone who got only this link. */
export function DetailHead({
  group,
  search,
  within,
}: {
  group: Group;
  search: { range?: Range; from?: string; to?: string };
  within: "device" | "policy" | "client";
}) {
  const noun = within === "device" ? "workload" : "item";
  const patch = usePatchSearch();
  const { now } = useClock();
  useTitle(nameOf(group));
  const look = STATE_LOOK[group.state];
  const isChosen = search.from !== undefined || search.to !== undefined;
  const counted = group.items.filter(({ state }) => state === group.state).length;
  // Empty sorts first: one that never had a good backup is older than any.
  const [oldest] = group.items.toSorted((a, b) => (a.lastGood?.at ?? "").localeCompare(b.lastGood?.at ?? ""));
  const [next] = group.items
    .filter(({ dueAt }) => dueAt !== null)
    .toSorted((a, b) => (a.dueAt ?? "").localeCompare(b.dueAt ?? ""));
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <p className={`dim ${styles.path}`}>
          {group.client === null || group.client.id === group.id ? null : (
            <Link to="/clients/$id" params={{ id: group.client.id }}>
              <bdi>{nameOf(group.client)}</bdi>
            </Link>
          )}
          {group.site === null ? null : <bdi>{nameOf(group.site)}</bdi>}
          {group.vendor === null ? null : <span>{VENDOR_LABEL[group.vendor]}</span>}
          {group.sourceId === null ? null : (
            <Link to="/sources" hash={group.sourceId}>
              {group.sourceId}
            </Link>
          )}
        </p>
        <h1 data-tone={look.tone}>
          <Mark shape={look.shape} className="tone" /> <bdi>{nameOf(group)}</bdi>
        </h1>
      </div>
      <Facts
        facts={[
          {
            name: "State",
            value: (
              <b data-tone={look.tone} className="tone">
                {group.items.length > 1
                  ? `${counted} of ${plural(group.items.length, noun)} ${look.label.toLowerCase()}`
                  : look.label}
              </b>
            ),
          },
          ...(within === "client"
            ? [
                {
                  name: `${plural(group.items.length, "item")} by state`,
                  value: <StateCounts counts={group.counts} filter={{ client: [group.id] }} />,
                },
              ]
            : []),
          {
            name: group.items.length > 1 ? `Last good, all ${noun}s` : "Last good",
            value: (
              <Time
                at={oldest?.lastGood?.at ?? null}
                source={oldest?.sourceId ?? null}
                none="not all ever had one"
              />
            ),
          },
          {
            name: group.items.length > 1 ? "First due" : "Due",
            value: <Time at={next?.dueAt ?? null} source={next?.sourceId ?? null} none="no schedule" />,
          },
          {
            name: "Data",
            value:
              group.lastReadAt === null
                ? notReadFor(null, now)
                : `read ${formatAge(now - Date.parse(group.lastReadAt))} ago`,
          },
        ]}
      />
      {within !== "client" ? (
        <Segments
          label="Time shown"
          value={isChosen ? "chosen" : (search.range ?? "30d")}
          options={RANGES.map((value): { value: Range | "chosen"; label: string } => ({
            value,
            label: RANGE_LABEL[value],
          }))}
          onChange={(range) => patch({ range, from: undefined, to: undefined })}
        />
      ) : null}
      {group.items.length <= 1 ? <p className={styles.reason}>{group.reason}</p> : null}
    </header>
  );
}
