import type { Session } from "@lastgood/proxy/contract";
import { Link } from "@tanstack/react-router";
import { useClock } from "../lib/clock.tsx";
import { formatCount, formatDuration } from "../lib/format.ts";
import { nameOf } from "../lib/names.ts";
import { FLAG_LABEL, KIND_LABEL, STATUS_LOOK, type Tone, VENDOR_LABEL } from "../lib/status-look.ts";
import { Bytes, Duration } from "../ui/Figures.tsx";
import { Mark } from "../ui/Mark.tsx";
import { SessionLink } from "../ui/SessionLink.tsx";
import { Status } from "../ui/Status.tsx";
import { Time } from "../ui/Time.tsx";
import grid from "./Grid.module.css";
import type { GridColumn } from "./grid-column.ts";
import styles from "./SessionGrid.module.css";
import type { Fold } from "./use-row-focus.ts";

/** A line of the grid: a session, a device's run folded out under its policy's, or words in place of such. */
export type SessionRow =
  | {
      key: string;
      session: Session;
      depth: 0 | 1;
      /** Whether devices are folded out under it; null where there can be none. */
      fold: Fold;
      /** It changed while it was read and fits the filters no more. */
      isPast: boolean;
    }
  | { key: string; session: null; words: React.ReactNode };

const of = (cell: (session: Session) => React.ReactNode) => (row: SessionRow) =>
  row.session === null ? null : cell(row.session);

function Text({ text }: { text: string | null | undefined }) {
  if (text === null || text === undefined) return <span className="faint">–</span>;
  return <bdi title={text}>{text}</bdi>;
}

const COLUMNS: GridColumn<SessionRow>[] = [
  {
    id: "status",
    header: "Status",
    size: 126,
    sort: "status",
    cell: (row) =>
      row.session === null ? <span className="faint">{row.words}</span> : <StatusCell row={row} />,
  },
  {
    id: "what",
    header: "What",
    size: 190,
    sort: "device",
    cell: of((session) => <What session={session} />),
  },
  {
    id: "workload",
    header: "Workload",
    size: 122,
    sort: "workload",
    cell: of((s) => <Text text={s.workload} />),
  },
  {
    id: "policy",
    header: "Policy",
    size: 150,
    sort: "policy",
    cell: of((s) =>
      s.policy === null ? (
        <Text text={null} />
      ) : (
        <Link to="/policies/$id" params={{ id: s.policy.id }}>
          <Text text={nameOf(s.policy)} />
        </Link>
      ),
    ),
  },
  {
    id: "client",
    header: "Client",
    size: 138,
    sort: "client",
    cell: of((s) => <Text text={s.client === null ? null : nameOf(s.client)} />),
  },
  {
    id: "site",
    header: "Site",
    size: 110,
    cell: of((s) => <Text text={s.site === null ? null : nameOf(s.site)} />),
  },
  {
    id: "at",
    header: "Started",
    size: 240,
    sort: "at",
    cell: of((s) => <Time at={s.at} source={s.sourceId} />),
  },
  {
    id: "ended",
    header: "Ended",
    size: 240,
    sort: "endedAt",
    cell: of((s) => <Time at={s.endedAt} source={s.sourceId} />),
  },
  { id: "kind", header: "Kind", size: 100, cell: of((s) => KIND_LABEL[s.kind]) },
  { id: "level", header: "Level", size: 100, cell: of((s) => <Text text={s.level} />) },
  {
    id: "duration",
    header: "Duration",
    size: 86,
    sort: "durationMs",
    numeric: true,
    cell: of((s) => <Took session={s} />),
  },
  {
    id: "selected",
    header: "Selected",
    size: 84,
    sort: "selectedBytes",
    numeric: true,
    cell: of((s) => <Bytes value={s.selectedBytes} />),
  },
  {
    id: "processed",
    header: "Processed",
    size: 96,
    sort: "processedBytes",
    numeric: true,
    cell: of((s) => <Bytes value={s.processedBytes} />),
  },
  {
    id: "transferred",
    header: "Transferred",
    size: 94,
    sort: "transferredBytes",
    numeric: true,
    cell: of((s) => <Bytes value={s.transferredBytes} />),
  },
  { id: "items", header: "Items", size: 84, numeric: true, cell: of((s) => formatCount(s.processedItems)) },
  {
    id: "errors",
    header: "Errors",
    size: 62,
    sort: "errorCount",
    numeric: true,
    cell: of((s) => formatCount(s.errorCount)),
  },
  { id: "source", header: "Source", size: 120, sort: "source", cell: of((s) => <Text text={s.sourceId} />) },
  { id: "vendor", header: "Vendor", size: 150, cell: of((s) => VENDOR_LABEL[s.vendor]) },
  { id: "type", header: "Vendor's type", size: 150, cell: of((s) => <Text text={s.vendorType} />) },
  { id: "note", header: "Note", size: 220, grows: true, cell: of((session) => <Note session={session} />) },
];

export const USUAL_COLUMNS = "status,what,workload,client,at,duration,selected,transferred,errors,note".split(
  ",",
);

const OFFSET_WIDTH = 52;

const WITH_OFFSETS = COLUMNS.map((column) =>
  column.id === "at" || column.id === "ended" ? { ...column, size: column.size + OFFSET_WIDTH } : column,
);

/** All columns; with `offsets` there is room for the zone beside each time. */
export function sessionColumns(offsets: boolean): readonly GridColumn<SessionRow>[] {
  return offsets ? WITH_OFFSETS : COLUMNS;
}

/** A session in two lines. */
export const SESSION_CARD: GridColumn<SessionRow> = {
  id: "card",
  header: "Session",
  size: 320,
  grows: true,
  cell: (row) =>
    row.session === null ? (
      <span className="faint">{row.words}</span>
    ) : (
      <div className={grid.card}>
        <span>
          <StatusCell row={row} />
          <span className={grid.fills}>
            <What session={row.session} />
            {row.session.device === null || row.session.workload === null ? null : (
              <span className="dim">
                {" · "}
                <bdi>{row.session.workload}</bdi>
              </span>
            )}
          </span>
        </span>
        <span>
          <Time at={row.session.at} source={row.session.sourceId} short />
          {row.session.durationMs === null && row.session.status !== "running" ? null : (
            <span>
              <Took session={row.session} />
            </span>
          )}
          <span className={grid.fills}>
            <Note session={row.session} />
          </span>
        </span>
      </div>
    ),
};

/** What a row is tinted for; null where it is quiet. A success that is flagged looks like a warning. */
export function sessionTone(session: Session): Tone | null {
  const { tone } = STATUS_LOOK[session.status];
  if (tone === "ok") return session.flags.length > 0 ? "warning" : null;
  return tone;
}

function StatusCell({ row }: { row: Extract<SessionRow, { session: Session }> }) {
  return (
    <span className={styles.status} data-depth={row.depth}>
      {row.fold === null ? null : (
        <button
          type="button"
          className={styles.fold}
          aria-expanded={row.fold.open}
          aria-label="Devices of this run"
          onClick={row.fold.toggle}
        >
          {row.fold.open ? "▾" : "▸"}
        </button>
      )}
      <Status look={STATUS_LOOK[row.session.status]} />
      {row.isPast ? (
        <span className={styles.past} title="It fits the filters no more; it goes when the list is read anew">
          {" "}
          <span aria-hidden="true">⤳</span>
          <span className="sr">fits the filters no more</span>
        </span>
      ) : null}
    </span>
  );
}

function What({ session }: { session: Session }) {
  const named = session.device ?? session.policy;
  const name = named === null ? (session.workload ?? session.vendorType ?? session.id) : nameOf(named);
  return (
    <SessionLink id={session.id} row>
      {session.device === null && session.policy !== null ? <span className="dim">Policy </span> : null}
      <bdi title={name}>{name}</bdi>
    </SessionLink>
  );
}

/** A running session has no duration yet: how long it has been running stands there, marked as unfinished. */
function Took({ session }: { session: Session }) {
  const { now } = useClock();
  if (session.status !== "running" || session.startedAt === null) return <Duration ms={session.durationMs} />;
  return (
    <span className="dim" title="running since then; not finished">
      {formatDuration(Math.max(0, now - Date.parse(session.startedAt)))} …
    </span>
  );
}

/** Flags in words first: they say what the vendor did not. Then the vendor's own text. */
function Note({ session }: { session: Session }) {
  const flags = session.flags.map((flag) => FLAG_LABEL[flag]).join("; ");
  const text = [flags, session.message].filter(Boolean).join(" · ");
  if (text === "") return null;
  return (
    <span title={text} className="dim">
      {flags === "" ? null : (
        <span data-tone="warning">
          <Mark shape="triangle" className="tone" />{" "}
        </span>
      )}
      {text}
    </span>
  );
}
